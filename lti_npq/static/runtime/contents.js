// Progress in words, wherever the document shows it.
(() => {
  "use strict";
  const part = (name) => document.querySelector("[data-" + name + "]");

  const stateWords = (progress, page) => {
    const left = page.questions.filter((question) => !progress.isAnswered(question)).length;
    if (progress.isDone(page)) return ["done", "Done"];
    if (progress.isRead(page)) return ["started", "Read, " + NPQ.counted(left, "self-check", "self-checks") + " left"];
    return page.seen || left < page.questions.length ? ["started", "Started"] : ["new", "Not started"];
  };

  const summary = (progress) => {
    const { pages } = progress;
    const questions = [...progress.questionOf.values()];
    const read = pages.filter(progress.isRead).length + " of " + NPQ.counted(pages.length, "page", "pages") + " read";
    const answered = questions.filter(progress.isAnswered).length;
    const checks = ", " + answered + " of " + NPQ.counted(questions.length, "self-check", "self-checks") + " answered";
    const share = Math.floor((100 * progress.done()) / progress.work + 1e-9);
    const needed = Math.round(progress.threshold * 1000) / 10;
    return read + (questions.length ? checks : "") + ": " + share + "% of the work; " + needed + "% completes this package.";
  };

  const showPage = (progress, page) => {
    const [look, words] = stateWords(progress, page);
    page.line.className = "state state-" + look;
    NPQ.say(page.line, look, words);
    page.first.hidden = progress.isRead(page);
    page.again.hidden = !progress.isRead(page);
  };

  const showSteps = (progress) => {
    const read = new Set(progress.pages.filter(progress.isDone).map((page) => page.token));
    document.querySelectorAll("[data-step]").forEach((words) => {
      const done = words.dataset.step.trim().split(" ").every((token) => read.has(token));
      if (done) NPQ.say(words, "saved", "Done");
      words.closest("li").classList.toggle("step-done", done);
    });
  };

  const showResume = (progress, place) => {
    const { pages } = progress;
    const here = pages.find((page) => page.id === place && !progress.isDone(page));
    const next = here || pages.find((page) => !progress.isDone(page));
    const link = part("resume");
    link.hidden = !next;
    part("resume-where").textContent = next ? next.section : "";
    part("resume-title").textContent = next ? next.title : "You have done every page";
    if (next) link.href = "#" + next.id;
    link.firstChild.data = progress.done() ? "Carry on " : "Start ";
  };

  /** `place` is the page last read; `told` whether an LMS hears of it. */
  const showProgress = (progress, place, told) => {
    const seconds = progress.work - progress.done();
    part("left").textContent = seconds > 0 ? NPQ.minutes(seconds) + " left" : "All done";
    part("progress-words").textContent = summary(progress);
    document.querySelector("progress").value = progress.done() / progress.work;
    const { completed } = progress.state;
    if (completed) NPQ.say(part("completed"), "done", told ? "Completed, as your LMS has been told" : "Completed");
    progress.pages.forEach((page) => showPage(progress, page));
    showSteps(progress);
    showResume(progress, place);
    part("progress").hidden = false;
    part("left").hidden = false;
  };

  window.NPQ = Object.assign(window.NPQ || {}, { showProgress });
})();
