// SCORM's way to an LMS: an object that some window above this one holds, found without ever throwing.
//
// Every adapter offers NPQ.connect(), which returns null where no LMS answers, or a record, or a promise of either:
//   state, place, learner          what the LMS remembers
//   completed, passed              what it was told before, never taken back
//   silent                         it wants nothing recorded (review)
//   room                           characters of state that it has room for
//   answered({id, type, given, patterns, isRight, seconds, prompt, area})   an answer as its kind tells it (kinds.js)
//   keep({state, place, score, completed, success, progress, done, seconds, areas})   everything as it stands; score 0 to
//     100 or null; success "passed", "failed" or "unknown"; progress 0 to 1; done: nothing is left to do
//   commit(), finish()             whether the LMS took it, or a promise of that
(() => {
  "use strict";
  const DEPTH = 32;

  const held = (frame, name) => {
    try {
      return frame[name] || null;
    } catch {
      return null; // another site's window: it cannot hold our API, but its parent may
    }
  };

  const upwards = (start, name) => {
    let frame = start;
    for (let level = 0; frame && level < DEPTH; level += 1) {
      const api = held(frame, name);
      if (api) return api;
      if (frame.parent === frame) return null;
      frame = frame.parent;
    }
    return null;
  };

  const findApi = (name) =>
    upwards(window, name) || upwards(held(window, "opener"), name) || upwards(held(window.top, "opener"), name);

  /** A visit in the words of a standard's functions, or null if it cannot begin. */
  const openVisit = (name, { initialize, get, set, commit, finish }) => {
    const api = findApi(name);
    const call = (what, ...values) => {
      try {
        return String(api[what](...values));
      } catch {
        return "false";
      }
    };
    if (!api) return null;
    if (call(initialize, "") !== "true") {
      NPQ.ended = true; // an LMS opens a visit once; a page that comes back to one finds it closed
      return null;
    }

    const sent = new Map();
    const visit = {
      get: (element) => {
        const value = call(get, element);
        return ["false", "null", "undefined"].includes(value) ? "" : value;
      },
      /** Whether the LMS has this value now; what it has already is not sent again. */
      set: (element, value) => {
        if (sent.get(element) === value) return true;
        const taken = call(set, element, value) === "true";
        if (taken) sent.set(element, value);
        return taken;
      },
      /** How many of a list there are; NaN where the LMS keeps no such list. */
      count: (list) => Number.parseInt(visit.get(list + "._count"), 10),
      commit: () => call(commit, "") === "true",
      finish: () => call(finish, "") === "true",
    };
    return visit;
  };

  /** The place of each objective in the LMS's list, by its id; a new one is entered when it is first asked for. */
  const objectives = (visit) => {
    let count = visit.count("cmi.objectives");
    const places = new Map();
    for (let place = 0; place < count; place += 1) places.set(visit.get("cmi.objectives." + place + ".id"), place);
    return (id) => {
      if (Number.isNaN(count)) return null;
      if (!places.has(id)) {
        if (!visit.set("cmi.objectives." + count + ".id", id)) return null;
        places.set(id, count);
        count += 1;
      }
      return "cmi.objectives." + places.get(id) + ".";
    };
  };

  const decimal = (number) => String(Math.round(number * 100) / 100);

  window.NPQ = Object.assign(window.NPQ || {}, { openVisit, objectives, decimal });
})();
