// Self-checks: answered in place, as often as wished. The last answer is the one that counts.
(() => {
  "use strict";

  /** One question on the page; `answered(question, chosen, seconds)` hears of every answer. */
  const question = (box, answered) => {
    const inputs = [...box.querySelectorAll("input")];
    const right = inputs.flatMap((input, position) => ("right" in input.dataset ? [position] : []));
    const verdict = box.querySelector("[data-verdict]");
    const button = box.querySelector("button");
    let since = 0;

    const isRight = (chosen) => chosen.length === right.length && right.every((position) => chosen.includes(position));

    // Only what was chosen is explained: an answer given away would leave nothing to find on the next try.
    const showWhy = (input, chosen) => {
      const correct = "right" in input.dataset;
      const why = document.getElementById(input.id + "_why");
      const choice = input.parentElement;
      why.hidden = !chosen;
      choice.classList.toggle("choice-right", chosen && correct);
      choice.classList.toggle("choice-wrong", chosen && !correct);
      if (chosen) {
        input.setAttribute("aria-describedby", why.id);
        NPQ.say(why.firstElementChild, ...(correct ? ["done", "Right"] : ["wrong", "Not this one"]));
      } else {
        input.removeAttribute("aria-describedby");
      }
    };

    const show = (chosen) => {
      inputs.forEach((input, position) => {
        input.checked = chosen.includes(position);
        showWhy(input, input.checked);
      });
      if (isRight(chosen)) NPQ.say(verdict, "done", "That is right.");
      else if (chosen.every((position) => right.includes(position)))
        NPQ.say(verdict, "missed", "Right as far as it goes. Something that belongs here is still missing.");
      else NPQ.say(verdict, "returned", "Not yet. Read why, then try again as often as you like.");
      button.textContent = "Check again";
    };

    const self = {
      box,
      id: box.dataset.question,
      token: box.dataset.token,
      seconds: Number(box.dataset.seconds),
      options: inputs.length,
      right,
      isRight,
      show,
      begin: (now) => (since = now),
    };

    button.addEventListener("click", () => {
      const chosen = inputs.flatMap((input, position) => (input.checked ? [position] : []));
      if (!chosen.length) return NPQ.say(verdict, "late", "Choose an answer first.");
      show(chosen);
      const now = NPQ.activeSeconds();
      answered(self, chosen, now - since);
      since = now;
      return undefined;
    });
    return self;
  };

  window.NPQ = Object.assign(window.NPQ || {}, { question });
})();
