// What was done and what is left, out of the document: pages and self-checks carry the seconds of work they are worth.
// Completing is for work done, passing for right answers; each stays once it was reached.
(() => {
  "use strict";
  const total = (items) => items.reduce((sum, item) => sum + item.seconds, 0);

  const pageAt = (article, questions) => ({
    id: article.id,
    line: document.getElementById(article.id + "_state"),
    first: article.querySelector("[data-first]"),
    again: article.querySelector("[data-again]"),
    title: article.dataset.title,
    section: article.dataset.section,
    area: article.dataset.area,
    token: article.dataset.token,
    seconds: Number(article.dataset.seconds),
    questions: questions.filter((question) => article.contains(question.box)),
    seen: false,
  });

  /** Forget what the content no longer has, so that old progress never outgrows the limit. */
  const forgetUnknown = (state, pages, questionOf) => {
    const known = new Set(pages.map((page) => page.token));
    for (const token of [...state.read]) if (!known.has(token)) state.read.delete(token);
    for (const [token, digits] of [...state.answers]) {
      const question = questionOf.get(token);
      if (!question || !question.fits(digits)) state.answers.delete(token);
    }
    for (const token of [...state.texts.keys()]) if (!state.answers.has(token)) state.texts.delete(token);
  };

  /** What pages and their self-checks are worth, and how much of it is done, by what the state remembers. */
  const measure = (pages, state) => {
    const questions = pages.flatMap((page) => page.questions);
    const isAnswered = (question) => state.answers.has(question.token);
    const right = questions.filter((question) => isAnswered(question) && question.isRight(state.answers.get(question.token)));
    return {
      work: total(pages) + total(questions),
      done: total(pages.filter((page) => state.read.has(page.token))) + total(questions.filter(isAnswered)),
      score: questions.length ? (100 * right.length) / questions.length : null,
      everyAnswer: questions.every(isAnswered),
    };
  };

  // In whole seconds; the allowance is for a threshold such as 0.7, which no binary fraction equals.
  const reaches = ({ work, done }, threshold) => done >= work * threshold - 1e-6;

  /** "failed" only once every self-check is answered: until then it is open. */
  const success = ({ score, everyAnswer }, mastery) => {
    if (score === null) return "unknown";
    if (score >= mastery * 100 - 1e-6) return "passed";
    return everyAnswer ? "failed" : "unknown";
  };

  /** The content areas: each its id, the titles of its modules and its pages. */
  const areasOf = (pages) => {
    const areas = new Map();
    for (const page of pages) {
      if (!areas.has(page.area)) areas.set(page.area, { id: page.area, titles: new Set(), pages: [] });
      areas.get(page.area).titles.add(page.section);
      areas.get(page.area).pages.push(page);
    }
    return [...areas.values()];
  };

  /** `threshold` is the share of the work that completes, `mastery` the share of right answers that passes. */
  const openProgress = (text, { threshold, mastery }, questions) => {
    const state = NPQ.unpack(text);
    const questionOf = new Map(questions.map((question) => [question.token, question]));
    const articles = [...document.querySelectorAll("article[data-token]")];
    const pages = articles.map((article) => pageAt(article, questions));
    forgetUnknown(state, pages, questionOf);
    const areas = areasOf(pages);

    const isRead = (page) => state.read.has(page.token);
    const isAnswered = (question) => state.answers.has(question.token);
    const isDone = (page) => isRead(page) && page.questions.every(isAnswered);
    const whole = () => measure(pages, state);

    const area = ({ id, titles, pages: own }) => {
      const all = measure(own, state);
      return {
        id,
        title: [...titles].join(", "),
        progress: all.done / all.work,
        score: all.score,
        completed: reaches(all, threshold),
        success: success(all, mastery),
      };
    };

    return {
      state, pages, questionOf, isRead, isAnswered, isDone, threshold,
      work: whole().work,
      done: () => whole().done,
      isReached: () => reaches(whole(), threshold),
      isPassed: () => success(whole(), mastery) === "passed",
      /** All that an LMS may want to know. */
      told: () => {
        const all = whole();
        return {
          score: all.score,
          progress: all.done / all.work,
          done: all.done >= all.work,
          completed: state.completed,
          success: state.passed ? "passed" : success(all, mastery),
          areas: areas.map(area),
        };
      },
    };
  };

  window.NPQ = Object.assign(window.NPQ || {}, { openProgress });
})();
