// The kinds of self-checks: how each is read from the page, kept in few characters, judged and shown again.
//
// Every kind is made for one box on the page and offers:
//   answer()        {digits, text}: what stands there now, or null if that answers nothing; text: where it was written
//   fits(digits)    whether it can have come from this question
//   worth(digits)   "right", "partial" or "wrong"
//   show(digits)    puts it on the page and explains it
//   told(digits, text)   {type, given, patterns}: for the LMS, by place; every pattern is right, of a number it is a range
//   write(text)     only where it is written: puts it back
(() => {
  "use strict";
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const BITS = 6;
  const digit = (number) => DIGITS[number];
  const numbers = (digits) => [...digits].map((each) => DIGITS.indexOf(each));

  /** Explain one part of an answer; `right` is undefined for a part that was not answered. */
  const explain = (field, holder, right, words) => {
    const why = document.getElementById(field.id + "_why");
    why.hidden = right === undefined;
    holder.classList.toggle("choice-right", right === true);
    holder.classList.toggle("choice-wrong", right === false);
    if (why.hidden) return field.removeAttribute("aria-describedby");
    field.setAttribute("aria-describedby", why.id);
    return NPQ.say(why.firstElementChild, right ? "done" : "wrong", words[right ? 0 : 1]);
  };

  /** An item is explained where it is right: elsewhere the explanation would give its place or match away. */
  const explainItem = (field, holder, right, words) => {
    explain(field, holder, right, words);
    const [, ...teaching] = document.getElementById(field.id + "_why").children;
    for (const each of teaching) each.hidden = right !== true;
  };

  // Options: one bit each, at the place of its letter, so that one that is added between others changes no answer.
  const choice = (box) => {
    const inputs = [...box.querySelectorAll("input")];
    const placeOf = (input) => input.dataset.key.charCodeAt(0) - "a".charCodeAt(0);
    const places = inputs.map(placeOf);
    const right = inputs.filter((input) => "right" in input.dataset).map(placeOf).sort((one, other) => one - other);
    const pack = (chosen) => {
      const values = new Array(Math.ceil((Math.max(...places) + 1) / BITS)).fill(0);
      for (const place of chosen) values[Math.floor(place / BITS)] |= 1 << place % BITS;
      return values.map(digit).join("");
    };
    const chosenIn = (digits) =>
      numbers(digits).flatMap((value, group) =>
        Array.from({ length: BITS }, (_, bit) => bit).flatMap((bit) => (value & (1 << bit) ? [group * BITS + bit] : [])),
      );
    return {
      answer: () => {
        const chosen = inputs.filter((input) => input.checked).map(placeOf);
        return chosen.length ? { digits: pack(chosen) } : null;
      },
      fits: (digits) => {
        const chosen = chosenIn(digits);
        return chosen.length > 0 && pack(chosen) === digits && chosen.every((place) => places.includes(place));
      },
      worth: (digits) => {
        if (digits === pack(right)) return "right";
        return chosenIn(digits).every((place) => right.includes(place)) ? "partial" : "wrong";
      },
      show: (digits) => {
        const chosen = chosenIn(digits);
        inputs.forEach((input) => {
          const place = placeOf(input);
          input.checked = chosen.includes(place);
          // Only what was chosen is explained: an answer given away would leave nothing to find on the next try.
          const said = input.checked ? right.includes(place) : undefined;
          explain(input, input.parentElement, said, ["Right", "Not this one"]);
        });
      },
      told: (digits) => ({ type: "choice", given: chosenIn(digits), patterns: [right] }),
    };
  };

  // An order: one digit for each place, the item that stands there.
  const ordering = (box) => {
    const list = box.querySelector(".places");
    const items = [...list.children].sort((one, other) => one.dataset.item - other.dataset.item);
    const arrange = (order) => {
      list.append(...order);
      order.forEach((item, place) => (item.querySelector("select").selectedIndex = place));
    };
    const right = items.map((_, place) => digit(place)).join("");
    list.addEventListener("change", ({ target }) => {
      const moved = target.closest("li");
      const others = [...list.children].filter((item) => item !== moved);
      others.splice(target.selectedIndex, 0, moved);
      arrange(others);
      target.focus();
    });
    return {
      answer: () => ({ digits: [...list.children].map((item) => digit(items.indexOf(item))).join("") }),
      fits: (digits) => [...digits].sort().join("") === [...right].sort().join(""),
      worth: (digits) => (digits === right ? "right" : "wrong"),
      show: (digits) => {
        arrange(numbers(digits).map((index) => items[index]));
        items.forEach((item, place) => {
          explainItem(item.querySelector("select"), item, digits[place] === right[place], ["In its place", "Not its place"]);
        });
      },
      told: (digits) => ({ type: "sequencing", given: numbers(digits), patterns: [numbers(right)] }),
    };
  };

  // Matches: one digit for each item, the answer chosen, counted from 1; 0 for none.
  const matching = (box) => {
    const selects = [...box.querySelectorAll("select")];
    const keys = [...selects[0].options].slice(1).map((option) => option.value).sort();
    const codes = (values) => values.map((key) => digit(keys.indexOf(key) + 1)).join("");
    const right = codes(selects.map((select) => select.dataset.right));
    const pairs = (digits) => numbers(digits).flatMap((code, item) => (code ? [[item, code - 1]] : []));
    return {
      answer: () => {
        const digits = codes(selects.map((select) => select.value));
        return pairs(digits).length ? { digits } : null;
      },
      fits: (digits) => digits.length === selects.length && numbers(digits).every((code) => code <= keys.length),
      worth: (digits) => {
        if (digits === right) return "right";
        return [...digits].every((code, item) => code === digit(0) || code === right[item]) ? "partial" : "wrong";
      },
      show: (digits) => {
        selects.forEach((select, item) => {
          const code = numbers(digits)[item];
          select.value = code ? keys[code - 1] : "";
          explainItem(select, select.parentElement, code ? digits[item] === right[item] : undefined, ["Right", "Not this one"]);
        });
      },
      told: (digits) => ({ type: "matching", given: pairs(digits), patterns: [pairs(right)] }),
    };
  };

  /** As `plainly` of the tool compares texts. */
  const plainly = (text) =>
    text.normalize("NFKC").replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/[‐‑–—]/g, "-").toLowerCase()
      .replace(/\s+/g, " ").trim().replace(/[.!?]+$/, "").trim();

  /** Whether a text is an expected one, in which `*` stands for any text. */
  const meets = (expected, given) => {
    const pieces = expected.split("*");
    if (pieces.length === 1) return given === expected;
    const last = pieces.pop();
    let at = pieces[0].length;
    if (!given.startsWith(pieces[0])) return false;
    for (const piece of pieces.slice(1)) {
      const found = given.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return given.endsWith(last) && given.length - last.length >= at;
  };

  const numberIn = (text) => {
    const plain = text.replace(/\s/g, "").replace("−", "-");
    const written = /^[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?%?$/.test(plain) && /\d/.test(plain);
    return written ? Number(plain.replace(/,/g, "").replace("%", "")) : NaN;
  };

  // Kept is one digit, which of the expected answers it was, 0 for none; and what was written, where there is room.
  const written = (box, type, read, isMet, patternOf) => {
    const field = box.querySelector("input");
    const expected = [...box.querySelectorAll("[data-expected], [data-least]")];
    const right = expected.filter((each) => "right" in each.dataset);
    const at = (digits) => expected[numbers(digits)[0] - 1];
    return {
      answer: () => {
        const given = read(field.value);
        if (given === null) return null;
        return { digits: digit(expected.findIndex((each) => isMet(each.dataset, given)) + 1), text: String(given) };
      },
      write: (words) => (field.value = words),
      fits: (digits) => digits.length === 1 && numbers(digits)[0] <= expected.length,
      worth: (digits) => (right.includes(at(digits)) ? "right" : "wrong"),
      show: (digits) => {
        const met = at(digits);
        expected.forEach((each) => {
          each.hidden = each !== met;
          each.classList.add("right" in each.dataset ? "choice-right" : "choice-wrong");
        });
      },
      isExplained: (digits) => at(digits) !== undefined,
      told: (_, text) => ({ type, given: text, patterns: right.flatMap(({ dataset }) => patternOf(dataset)) }),
    };
  };

  const text = (box) =>
    written(
      box,
      "fill-in",
      (value) => value.replace(/\s+/g, " ").trim() || null,
      (data, given) => meets(data.expected, plainly(given)),
      (data) => (data.expected.includes("*") ? [] : [data.expected]),
    );

  const numeric = (box) =>
    written(
      box,
      "numeric",
      (value) => (Number.isNaN(numberIn(value)) ? null : numberIn(value)),
      (data, given) => Number(data.least) <= given && given <= Number(data.most),
      (data) => [[data.least, data.most]],
    );

  window.NPQ = Object.assign(window.NPQ || {}, { kinds: { choice, ordering, matching, text, numeric } });
})();
