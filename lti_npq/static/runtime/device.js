// What stays on this device: what the learner writes, and progress where no LMS keeps it. A browser may refuse storage
// in a frame; then things last as long as the page, and the page says so.
(() => {
  "use strict";
  const PAUSE = 400;
  const ROOM = 64000;

  const storage = () => {
    try {
      const probe = "npq-probe";
      window.localStorage.setItem(probe, probe);
      window.localStorage.removeItem(probe);
      return window.localStorage;
    } catch {
      return null;
    }
  };

  /** A box of texts that belongs to one course and one learner. */
  const open = (course, learner) => {
    const kept = storage();
    const name = (key) => ["npq", course, learner || "device", key].join("/");
    return {
      lasts: kept !== null,
      read: (key) => (kept && kept.getItem(name(key))) || "",
      write: (key, text) => {
        try {
          kept.setItem(name(key), text);
          return true;
        } catch {
          return false;
        }
      },
    };
  };

  /** Where progress goes when there is no LMS; what every adapter's record offers. */
  const recordOn = (device) => ({
    state: device.read("state"),
    place: device.read("place"),
    completed: false,
    passed: false,
    silent: false,
    room: ROOM,
    answered: () => undefined,
    keep: ({ state, place }) => device.write("state", state) && device.write("place", place),
    commit: () => device.lasts,
    finish: () => true,
  });

  const keepField = (device, field) => {
    const line = document.getElementById(field.id + "_kept");
    const copy = document.getElementById(field.id + "_print");
    let timer = 0;
    const keep = () => {
      clearTimeout(timer);
      timer = 0;
      const kept = device.write(field.dataset.field, field.value);
      NPQ.say(
        line,
        kept ? "kept" : "late",
        kept ? "Kept on this device at " + NPQ.clock() : "This browser does not keep it. Print or copy it before you leave.",
      );
    };
    field.value = device.read(field.dataset.field);
    if (field.value) NPQ.say(line, "kept", "Kept on this device");
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
    });
    // A printed text field shows what fits into it; a copy beside it shows everything.
    window.addEventListener("beforeprint", () => (copy.textContent = field.value));
    return () => timer && keep();
  };

  const countWords = (task) => {
    const limit = Number(task.dataset.words);
    const line = task.querySelector("[data-word-count]");
    const fields = [...task.querySelectorAll("textarea")];
    const words = (text) => (text.match(/\S+/g) || []).length;
    const said = (number) => number.toLocaleString("en-GB");
    const count = () => {
      const used = fields.reduce((sum, field) => sum + words(field.value), 0);
      const over = used > limit ? ": " + said(used - limit) + " too many" : "";
      line.textContent = said(used) + " of " + said(limit) + " words" + over;
      line.classList.toggle("words-over", used > limit);
    };
    task.addEventListener("input", count);
    count();
  };

  /** What a strong answer attends to can be opened once there is an answer to hold against it. */
  const revealStrong = (strong) => {
    const field = document.getElementById(strong.dataset.strong);
    const reveal = () => (strong.hidden = !field.value.trim());
    field.addEventListener("input", reveal);
    reveal();
  };

  const keepWriting = (device) => {
    const flushes = [...document.querySelectorAll("textarea[data-field]")].map((field) => keepField(device, field));
    const flush = () => flushes.forEach((keep) => keep());
    document.addEventListener("visibilitychange", flush);
    window.addEventListener("pagehide", flush);
    document.querySelectorAll("[data-task]").forEach(countWords);
    document.querySelectorAll("[data-strong]").forEach(revealStrong);
    document.querySelectorAll("[data-print]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    });
  };

  window.NPQ = Object.assign(window.NPQ || {}, { openDevice: open, recordOn, keepWriting });
})();
