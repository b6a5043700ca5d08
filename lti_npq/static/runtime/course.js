// The course: opens what was kept, follows what is done, and hands it on. NPQ.connect is the standard's own adapter.
(() => {
  "use strict";
  const { course, threshold } = document.body.dataset;
  const kept = document.querySelector("[data-kept]");
  const news = document.querySelector("[data-news]");

  const lms = NPQ.connect();
  const device = NPQ.openDevice(course, lms && lms.learner);
  const record = lms || NPQ.recordOn(device);

  const boxes = [...document.querySelectorAll("[data-question]")];
  const questions = boxes.map((box) => NPQ.question(box, onAnswer));
  const progress = NPQ.openProgress(record.state, Number(threshold), questions);
  const { state, pages, questionOf } = progress;
  state.completed = state.completed || record.completed;

  let place = record.place;
  let lastPage = place;
  const snapshot = () => ({
    state: progress.packed(),
    place,
    score: progress.score(),
    completed: state.completed,
    seconds: NPQ.activeSeconds(),
  });
  const saver = NPQ.saver(record, snapshot, (taken) => NPQ.say(kept, ...keptWords(taken)));

  function keptWords(taken) {
    if (record.silent) return ["late", "This is a review: nothing is recorded."];
    if (lms && taken) return ["saved", "Saved in your LMS at " + NPQ.clock()];
    if (lms) return ["late", "Your LMS did not save this. It is sent again while this page is open."];
    if (taken) return ["kept", "No LMS is recording this. Your progress is kept on this device."];
    return ["late", "No LMS is recording this, and this browser keeps nothing after you leave."];
  }

  function onAnswer(question, { digits, text }, told, seconds) {
    state.answers.set(question.token, digits);
    state.texts.delete(question.token); // so that it is the newest, should it be set
    if (text) state.texts.set(question.token, text);
    record.answered({ id: question.id, ...told, isRight: question.isRight(digits), seconds });
    onProgress();
  }

  function onProgress() {
    if (!state.completed && progress.reached()) {
      state.completed = true;
      NPQ.say(news, "done", "You have done what this package asks." + (lms ? " Your LMS is told." : ""));
    }
    NPQ.showProgress(progress, lastPage, lms !== null);
    saver.save();
  }

  function onShown(article) {
    place = article.id;
    const page = pages.find(({ id }) => id === place);
    if (page) {
      lastPage = place;
      page.seen = true;
      page.questions.forEach((question) => question.begin(NPQ.activeSeconds()));
    }
    onProgress();
  }

  for (const [token, digits] of state.answers) questionOf.get(token).restore(digits, state.texts.get(token));
  const goTo = NPQ.turnPages(place, onShown);
  document.querySelectorAll("[data-next]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      state.read.add(button.closest("article").dataset.token);
      onProgress();
      goTo(button.dataset.next);
    });
  });
  NPQ.keepWriting(device);
})();
