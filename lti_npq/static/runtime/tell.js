// Answers, times and durations as SCORM 2004 and xAPI write them, which is the same for both.
(() => {
  "use strict";
  const RESPONSES = "abcdefghijklmnopqrstuvwxyz0123456789";
  const TEXT = 250;
  const letter = (position) => RESPONSES[position];

  /** Between responses stands "[,]", and nowhere else. */
  const words = (text) => text.replace(/\[[.,:]\]/g, " ").slice(0, TEXT);

  /** Source: SCORM 2004 4th Edition RTE, 4.2.9.1; xAPI 1.0.3, Data, 2.4.4.1. */
  const response = {
    choice: (positions) => positions.map(letter).join("[,]"),
    sequencing: (positions) => positions.map(letter).join("[,]"),
    matching: (pairs) => pairs.map((pair) => pair.map(letter).join("[.]")).join("[,]"),
    "fill-in": words,
    numeric: (number) => (Array.isArray(number) ? number.join("[:]") : number),
  };

  /** ISO 8601 in whole seconds, such as PT1H2M3S. */
  const duration = (seconds) => {
    const all = Math.max(Math.floor(seconds), 0);
    const parts = [[Math.floor(all / 3600), "H"], [Math.floor(all / 60) % 60, "M"], [all % 60, "S"]];
    const said = parts.filter(([number]) => number).map(([number, unit]) => number + unit);
    return "PT" + (said.join("") || "0S");
  };

  window.NPQ = Object.assign(window.NPQ || {}, { response, duration });
})();
