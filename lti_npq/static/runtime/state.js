// What a package remembers of a learner, in few characters: SCORM 1.2 keeps 4,096 of them, SCORM 2004 64,000, from
// A-Z a-z 0-9 - _ and "."
//
//   1i.<pages read>.<answers of 1 character>.<answers of 2 characters>. ...
//   1i2.<pages read>.<answers of 1 character>.<answers of 2 characters>.<a typed text>.<a typed text>. ...
//
// 1 is the version of this form; the letter says what was ever reached: i nothing, c completed, p passed, b both. A page is its token of four
// characters; an answer is its question's token and what the question's kind (kinds.js) makes of it. Every part has a
// fixed width, so a text that an LMS cut short is read as far as it goes, and what newer content no longer has is
// passed over.
//
// What was typed comes last, the newest first, each as its question's token and its characters: as many as there is
// room for, each whole or not at all. The digit in front says how many parts of answers stand before them.
(() => {
  "use strict";
  const VERSION = "1";
  const TOKEN = 4;
  const LETTERS = "icpb";

  const empty = () => ({ completed: false, passed: false, read: new Set(), answers: new Map(), texts: new Map() });

  /** A text in the characters allowed; empty where it has none that can be written. */
  const encode = (text) => {
    try {
      const plain = encodeURIComponent(text).replace(/[_.!~*'()]/g, (sign) => "%" + sign.charCodeAt(0).toString(16));
      return plain.replace(/%/g, "_");
    } catch {
      return ""; // half a character
    }
  };

  const decode = (code) => {
    try {
      return decodeURIComponent(code.replace(/_/g, "%"));
    } catch {
      return "";
    }
  };

  /** The newest texts that fit into a number of characters. */
  const packTexts = (texts, room) => {
    let packed = "";
    for (const [token, text] of [...texts].reverse()) {
      const record = token + encode(text) + ".";
      if (packed.length + record.length <= room) packed += record;
    }
    return packed;
  };

  const pieces = (text, width) => {
    const whole = [];
    for (let start = 0; start + width <= text.length; start += width) whole.push(text.slice(start, start + width));
    return whole;
  };

  /** The state in at most `room` characters, as far as what was typed goes. */
  const pack = (state, room) => {
    const byWidth = [];
    for (const [token, digits] of state.answers) {
      byWidth[digits.length] = (byWidth[digits.length] || "") + token + digits;
    }
    const answers = Array.from({ length: Math.max(byWidth.length - 1, 0) }, (_, index) => byWidth[index + 1] || "");
    const head = VERSION + LETTERS[Number(state.completed) + 2 * Number(state.passed)];
    const done = [[...state.read].join(""), ...answers].join(".");
    const count = answers.length.toString(36);
    const texts = packTexts(state.texts, room - [head + count, done, ""].join(".").length);
    return texts ? [head + count, done, texts].join(".") : [head, done].join(".");
  };

  const unpack = (text) => {
    const [head, read, ...rest] = String(text || "").split(".");
    const state = empty();
    if (head[0] !== VERSION) return state;
    const reached = Math.max(LETTERS.indexOf(head[1]), 0);
    state.completed = reached % 2 === 1;
    state.passed = reached >= 2;
    for (const token of pieces(read || "", TOKEN)) state.read.add(token);
    const answers = rest.slice(0, head[2] ? Number.parseInt(head[2], 36) : rest.length);
    // The last part is what follows the last full stop: nothing, or a text that was cut short.
    for (const record of rest.slice(answers.length, -1).reverse()) {
      state.texts.set(record.slice(0, TOKEN), decode(record.slice(TOKEN)));
    }
    answers.forEach((records, index) => {
      for (const record of pieces(records, TOKEN + index + 1)) {
        state.answers.set(record.slice(0, TOKEN), record.slice(TOKEN));
      }
    });
    return state;
  };

  window.NPQ = Object.assign(window.NPQ || {}, { pack, unpack });
})();
