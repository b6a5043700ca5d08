// SCORM 1.2: finds the LMS's API and speaks to it within what all engines accept.
//
// Every adapter offers NPQ.connect(), which returns null where no LMS answers, or a record:
//   state, place, learner, completed, silent   what the LMS remembers; silent: it wants nothing recorded (review)
//   answered({id, type, given, patterns, isRight, seconds})   an answer as its kind tells it (kinds.js)
//   keep({state, place, score, completed, seconds})   everything as it stands; score 0 to 100 or null
//   commit(), finish()                         whether the LMS took it
(() => {
  "use strict";
  const DEPTH = 32;
  const PLACE = 255;
  const TEXT = 255;
  const RESPONSES = "abcdefghijklmnopqrstuvwxyz0123456789";
  const OVER = ["completed", "passed"];

  const apiOf = (frame) => {
    try {
      return frame.API || null;
    } catch {
      return null; // another site's window: it cannot hold our API, but its parent may
    }
  };

  const searchUpwards = (start) => {
    let frame = start;
    for (let level = 0; frame && level < DEPTH; level += 1) {
      const api = apiOf(frame);
      if (api) return api;
      if (frame.parent === frame) return null;
      frame = frame.parent;
    }
    return null;
  };

  const openerOf = (frame) => {
    try {
      return frame.opener;
    } catch {
      return null;
    }
  };

  const findApi = () => searchUpwards(window) || searchUpwards(openerOf(window)) || searchUpwards(openerOf(window.top));

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
    numeric: (text) => text,
  };

  const connect = () => {
    const api = findApi();
    const call = (name, ...values) => {
      try {
        return String(api[name](...values));
      } catch {
        return "false";
      }
    };
    if (!api || call("LMSInitialize", "") !== "true") return null;

    const sent = new Map();
    const get = (element) => {
      const value = call("LMSGetValue", element);
      return ["false", "null", "undefined"].includes(value) ? "" : value;
    };
    const set = (element, value) => {
      if (sent.get(element) === value) return true;
      const taken = call("LMSSetValue", element, value) === "true";
      if (taken) sent.set(element, value);
      return taken;
    };

    const status = get("cmi.core.lesson_status");
    const silent = ["review", "browse"].includes(get("cmi.core.lesson_mode"));
    const count = silent ? "" : get("cmi.interactions._count");
    let interaction = Number.parseInt(count, 10);
    let taken = true;

    const keepStatus = (completed) => {
      if (OVER.includes(status)) return;
      taken = set("cmi.core.lesson_status", completed ? "completed" : "incomplete") && taken;
    };

    const keepScore = (score) => {
      if (score === null) return;
      set("cmi.core.score.min", "0");
      set("cmi.core.score.max", "100");
      set("cmi.core.score.raw", String(Math.round(score * 100) / 100));
    };

    return {
      state: get("cmi.suspend_data"),
      place: get("cmi.core.lesson_location"),
      learner: get("cmi.core.student_id"),
      completed: OVER.includes(status),
      silent,
      answered: ({ id, type, given, patterns, isRight, seconds }) => {
        if (silent || Number.isNaN(interaction)) return;
        const at = "cmi.interactions." + interaction + ".";
        if (!set(at + "id", id)) return;
        interaction += 1;
        set(at + "time", clock());
        set(at + "type", type);
        patterns.forEach((right, number) => set(at + "correct_responses." + number + ".pattern", feedback[type](right)));
        set(at + "weighting", "1");
        set(at + "student_response", feedback[type](given));
        set(at + "result", isRight ? "correct" : "wrong");
        set(at + "latency", timespan(seconds));
      },
      keep: ({ state, place, score, completed, seconds }) => {
        if (silent) return;
        taken = set("cmi.suspend_data", state);
        taken = set("cmi.core.lesson_location", place.slice(0, PLACE)) && taken;
        keepScore(score);
        keepStatus(completed);
        set("cmi.core.session_time", timespan(seconds));
        set("cmi.core.exit", completed ? "" : "suspend");
      },
      commit: () => silent || (call("LMSCommit", "") === "true" && taken),
      finish: () => call("LMSFinish", "") === "true",
    };
  };

  window.NPQ = Object.assign(window.NPQ || {}, { connect });
})();
