// What a package remembers of a learner, in few characters: SCORM 1.2 keeps 4,096 of them, from A-Z a-z 0-9 - _ and "."
//
//   1i.<pages read>.<answers of 1 character>.<answers of 2 characters>. ...
//
// 1 is the version of this form; c or i says whether the package was ever completed. A page is its token of four
// characters; an answer is its question's token and what the question's kind (kinds.js) makes of it. Every part has a
// fixed width, so a text that an LMS cut short is read as far as it goes, and what newer content no longer has is
// passed over.
(() => {
  "use strict";
  const VERSION = "1";
  const TOKEN = 4;

  const empty = () => ({ completed: false, read: new Set(), answers: new Map() });

  const pieces = (text, width) => {
    const whole = [];
    for (let start = 0; start + width <= text.length; start += width) whole.push(text.slice(start, start + width));
    return whole;
  };

  const pack = (state) => {
    const byWidth = [];
    for (const [token, digits] of state.answers) {
      byWidth[digits.length] = (byWidth[digits.length] || "") + token + digits;
    }
    const answers = Array.from({ length: Math.max(byWidth.length - 1, 0) }, (_, index) => byWidth[index + 1] || "");
    return [VERSION + (state.completed ? "c" : "i"), [...state.read].join(""), ...answers].join(".");
  };

  const unpack = (text) => {
    const [head, read, ...answers] = String(text || "").split(".");
    const state = empty();
    if (head[0] !== VERSION) return state;
    state.completed = head[1] === "c";
    for (const token of pieces(read || "", TOKEN)) state.read.add(token);
    answers.forEach((records, index) => {
      for (const record of pieces(records, TOKEN + index + 1)) {
        state.answers.set(record.slice(0, TOKEN), record.slice(TOKEN));
      }
    });
    return state;
  };

  window.NPQ = Object.assign(window.NPQ || {}, { pack, unpack });
})();
