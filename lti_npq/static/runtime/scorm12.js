// SCORM 1.2: speaks to the LMS within what all engines accept.
//
// It has one status for both completing and passing. A package reports completing, since that is what the programme asks
// for; the score is there for an LMS that has a mark to reach.
(() => {
  "use strict";
  const NAMES = {
    initialize: "LMSInitialize", get: "LMSGetValue", set: "LMSSetValue", commit: "LMSCommit", finish: "LMSFinish",
  };
  const ROOM = 4096;
  const PLACE = 255;
  const TEXT = 255;
  const RESPONSES = "abcdefghijklmnopqrstuvwxyz0123456789";
  const OVER = ["completed", "passed"];

  const padded = (number, length) => String(number).padStart(length, "0");

  /** CMITimespan, HHHH:MM:SS. */
  const timespan = (seconds) => {
    const all = Math.floor(seconds);
    const hours = Math.min(Math.floor(all / 3600), 9999);
    return [padded(hours, 4), padded(Math.floor(all / 60) % 60, 2), padded(all % 60, 2)].join(":");
  };

  const clock = () => {
    const now = new Date();
    return [now.getHours(), now.getMinutes(), now.getSeconds()].map((part) => padded(part, 2)).join(":");
  };

  const letter = (position) => RESPONSES[position];

  /** An answer or a pattern as its type of interaction writes it. Source: SCORM 1.2 RTE, 3.4.7, CMIFeedback. */
  const feedback = {
    choice: (positions) => positions.map(letter).join(","),
    sequencing: (positions) => positions.map(letter).join(","),
    matching: (pairs) => pairs.map((pair) => pair.map(letter).join(".")).join(","),
    "fill-in": (text) => text.slice(0, TEXT),
    numeric: (number) => (Array.isArray(number) ? number[0] : number),
  };

  /** Whether a pattern can be written: a range of numbers cannot. */
  const hasForm = (type, pattern) => type !== "numeric" || pattern[0] === pattern[1];

  const connect = () => {
    const visit = NPQ.openVisit("API", NAMES);
    if (!visit) return null;
    const { get, set } = visit;
    const status = get("cmi.core.lesson_status");
    const silent = ["review", "browse"].includes(get("cmi.core.lesson_mode"));
    let interaction = silent ? NaN : visit.count("cmi.interactions");
    const objective = silent ? () => null : NPQ.objectives(visit);
    let taken = true;

    const keepScore = (at, score) => {
      if (score === null) return;
      set(at + "score.min", "0");
      set(at + "score.max", "100");
      set(at + "score.raw", NPQ.decimal(score));
    };

    const keepArea = ({ id, score, completed }) => {
      const at = objective(id);
      if (!at) return;
      keepScore(at, score);
      set(at + "status", completed ? "completed" : "incomplete");
    };

    return {
      state: get("cmi.suspend_data"),
      place: get("cmi.core.lesson_location"),
      learner: get("cmi.core.student_id"),
      completed: OVER.includes(status),
      passed: status === "passed",
      silent,
      room: ROOM,
      answered: ({ id, type, given, patterns, isRight, seconds, area }) => {
        if (Number.isNaN(interaction)) return;
        const at = "cmi.interactions." + interaction + ".";
        if (!set(at + "id", id)) return;
        interaction += 1;
        set(at + "objectives.0.id", area);
        set(at + "time", clock());
        set(at + "type", type);
        patterns
          .filter((right) => hasForm(type, right))
          .forEach((right, number) => set(at + "correct_responses." + number + ".pattern", feedback[type](right)));
        set(at + "weighting", "1");
        set(at + "student_response", feedback[type](given));
        set(at + "result", isRight ? "correct" : "wrong");
        set(at + "latency", timespan(seconds));
      },
      keep: ({ state, place, score, completed, done, seconds, areas }) => {
        if (silent) return;
        taken = set("cmi.suspend_data", state);
        taken = set("cmi.core.lesson_location", place.slice(0, PLACE)) && taken;
        keepScore("cmi.core.", score);
        if (!OVER.includes(status)) taken = set("cmi.core.lesson_status", completed ? "completed" : "incomplete") && taken;
        areas.forEach(keepArea);
        set("cmi.core.session_time", timespan(seconds));
        set("cmi.core.exit", done ? "" : "suspend");
      },
      commit: () => silent || (visit.commit() && taken),
      finish: visit.finish,
    };
  };

  window.NPQ = Object.assign(window.NPQ || {}, { connect });
})();
