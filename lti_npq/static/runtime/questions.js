// Self-checks: answered in place, as often as wished. The last answer is the one that counts.
(() => {
  "use strict";
  const VERDICTS = {
    right: ["done", "That is right."],
    partial: ["missed", "Right as far as it goes. Something that belongs here is still missing."],
    wrong: ["returned", "Not yet. Read why, then try again as often as you like."],
  };

  /** One question on the page; `answered(question, given, told, seconds)` hears of every answer. */
  const question = (box, answered) => {
    const kind = NPQ.kinds[box.dataset.kind](box);
    const verdict = box.querySelector("[data-verdict]");
    const button = box.querySelector("button");
    let since = 0;

    const show = (digits) => {
      const worth = kind.worth(digits);
      kind.show(digits);
      NPQ.say(verdict, ...VERDICTS[worth]);
      const explained = kind.isExplained && kind.isExplained(digits);
      box.querySelectorAll("[data-said]").forEach((said) => {
        said.hidden = explained || said.dataset.said !== (worth === "right" ? "right" : "wrong");
      });
      button.textContent = "Check again";
    };

    const self = {
      box,
      id: box.dataset.question,
      token: box.dataset.token,
      seconds: Number(box.dataset.seconds),
      prompt: box.querySelector(".question-text").textContent.replace(/\s+/g, " ").trim(),
      fits: kind.fits,
      isRight: (digits) => kind.worth(digits) === "right",
      restore: (digits, text) => {
        show(digits);
        if (kind.write && text) kind.write(text);
        else if (kind.write) verdict.append(" What you wrote was not kept: there was no room for it.");
      },
      begin: (now) => (since = now),
    };

    button.addEventListener("click", () => {
      const given = kind.answer();
      if (!given) return NPQ.say(verdict, "late", "Choose an answer first.");
      show(given.digits);
      const now = NPQ.activeSeconds();
      answered(self, given, kind.told(given.digits, given.text), now - since);
      since = now;
      return undefined;
    });
    return self;
  };

  window.NPQ = Object.assign(window.NPQ || {}, { question });
})();
