// A line that says where something stands: an icon and words.
(() => {
  "use strict";
  const say = (line, icon, words) => {
    const drawing = document.getElementById("icon_" + icon).content.cloneNode(true);
    line.replaceChildren(drawing, " " + words);
    line.hidden = false;
  };

  const counted = (number, one, many) => number + " " + (number === 1 ? one : many);

  const minutes = (seconds) => {
    const all = Math.ceil(seconds / 60);
    const hours = Math.floor(all / 60);
    const rest = counted(all % 60, "minute", "minutes");
    if (!hours) return rest;
    return counted(hours, "hour", "hours") + (all % 60 ? " " + rest : "");
  };

  const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

  window.NPQ = Object.assign(window.NPQ || {}, { say, counted, minutes, clock });
})();
