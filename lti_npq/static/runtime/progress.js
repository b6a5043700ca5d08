// What was done and what is left, out of the document: pages and self-checks carry the seconds of work they are worth.
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

  const openProgress = (text, threshold, questions) => {
    const state = NPQ.unpack(text);
    const questionOf = new Map(questions.map((question) => [question.token, question]));
    const articles = [...document.querySelectorAll("article[data-token]")];
    const pages = articles.map((article) => pageAt(article, questions));
    forgetUnknown(state, pages, questionOf);

    const isRead = (page) => state.read.has(page.token);
    const isAnswered = (question) => state.answers.has(question.token);
    const isRight = (question) => isAnswered(question) && question.isRight(state.answers.get(question.token));
    const isDone = (page) => isRead(page) && page.questions.every(isAnswered);
    const work = total(pages) + total(questions);
    const done = () => total(pages.filter(isRead)) + total(questions.filter(isAnswered));

    return {
      state, pages, questionOf, isRead, isAnswered, isDone, threshold, work, done,
      // In whole seconds; the allowance is for a threshold such as 0.7, which no binary fraction equals.
      reached: () => done() >= work * threshold - 1e-6,
      score: () => (questions.length ? (100 * questions.filter(isRight).length) / questions.length : null),
      packed: () => NPQ.pack(state),
    };
  };

  window.NPQ = Object.assign(window.NPQ || {}, { openProgress });
})();
