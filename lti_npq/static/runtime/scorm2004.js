// SCORM 2004, 3rd and 4th edition: completing, passing and progress are told apart.
(() => {
  "use strict";
  const NAMES = { initialize: "Initialize", get: "GetValue", set: "SetValue", commit: "Commit", finish: "Terminate" };
  const ROOM = 64000;
  const PLACE = 1000;
  const PROMPT = 250;

  /** With a fraction, since some engines take a time zone only after one. */
  const timestamp = () => new Date().toISOString().slice(0, 19) + ".0Z";

  /** Rounded down, so that nothing is reached before it is. */
  const share = (number) => String(Math.floor(number * 100 + 1e-9) / 100);

  const connect = () => {
    const visit = NPQ.openVisit("API_1484_11", NAMES);
    if (!visit) return null;
    const { get, set } = visit;
    const before = { completed: get("cmi.completion_status") === "completed", passed: get("cmi.success_status") === "passed" };
    const silent = ["review", "browse"].includes(get("cmi.mode"));
    let interaction = silent ? NaN : visit.count("cmi.interactions");
    const objective = silent ? () => null : NPQ.objectives(visit);
    let taken = true;

    const keepScore = (at, score) => {
      if (score === null) return;
      set(at + "score.min", "0");
      set(at + "score.max", "100");
      set(at + "score.raw", NPQ.decimal(score));
      set(at + "score.scaled", NPQ.decimal(score / 100));
    };

    const keepArea = ({ id, title, score, completed, success, progress }) => {
      const at = objective(id);
      if (!at) return;
      set(at + "description", title.slice(0, PROMPT));
      keepScore(at, score);
      set(at + "success_status", success);
      set(at + "completion_status", completed ? "completed" : "incomplete");
      set(at + "progress_measure", share(progress));
    };

    return {
      state: get("cmi.suspend_data"),
      place: get("cmi.location"),
      learner: get("cmi.learner_id"),
      ...before,
      silent,
      room: ROOM,
      answered: ({ id, type, given, patterns, isRight, seconds, prompt, area }) => {
        if (Number.isNaN(interaction)) return;
        const at = "cmi.interactions." + interaction + ".";
        if (!set(at + "id", id)) return;
        interaction += 1;
        set(at + "type", type);
        set(at + "objectives.0.id", area);
        set(at + "timestamp", timestamp());
        patterns.forEach((right, number) => set(at + "correct_responses." + number + ".pattern", NPQ.response[type](right)));
        set(at + "weighting", "1");
        set(at + "learner_response", NPQ.response[type](given));
        set(at + "result", isRight ? "correct" : "incorrect");
        set(at + "latency", NPQ.duration(seconds));
        set(at + "description", prompt.slice(0, PROMPT));
      },
      keep: ({ state, place, score, completed, success, progress, done, seconds, areas }) => {
        if (silent) return;
        taken = set("cmi.suspend_data", state);
        taken = set("cmi.location", place.slice(0, PLACE)) && taken;
        keepScore("cmi.", score);
        set("cmi.progress_measure", share(progress));
        if (!before.completed) taken = set("cmi.completion_status", completed ? "completed" : "incomplete") && taken;
        if (!before.passed) set("cmi.success_status", success);
        areas.forEach(keepArea);
        set("cmi.session_time", NPQ.duration(seconds));
        set("cmi.exit", done ? "normal" : "suspend");
      },
      commit: () => silent || (visit.commit() && taken),
      finish: visit.finish,
    };
  };

  window.NPQ = Object.assign(window.NPQ || {}, { connect });
})();
