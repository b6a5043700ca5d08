// The course: opens what was kept, follows what is done, and hands it on. NPQ.connect is the standard's own adapter.
(() => {
  "use strict";
  const { course, threshold } = document.body.dataset;
  const kept = document.querySelector("[data-kept]");
  const news = document.querySelector("[data-news]");

  const wordsOf = (record, isLms) => (taken) => {
    if (record.silent) return ["late", "This is a review: nothing is recorded."];
    if (isLms && taken) return ["saved", "Saved in your LMS at " + NPQ.clock()];
    if (isLms) return ["late", "Your LMS did not save this. It is sent again while this page is open."];
    if (NPQ.ended) return ["late", "This visit has ended. Open the activity again in your LMS to go on."];
    if (taken) return ["kept", "No LMS is recording this. Your progress is kept on this device."];
    return ["late", "No LMS is recording this, and this browser keeps nothing after you leave."];
  };

  /** Leaving by a link of our own, where an LMS said where to go afterwards. */
  const offerReturn = (address, finish) => {
    if (!address) return;
    const link = document.querySelector("[data-leave]");
    link.href = address;
    link.hidden = false;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      Promise.resolve(finish()).then(() => window.location.assign(address));
    });
  };

  const begin = (lms) => {
    const device = NPQ.openDevice(course, lms && lms.learner);
    const record = lms || NPQ.recordOn(device);
    const words = wordsOf(record, lms !== null);

    const boxes = [...document.querySelectorAll("[data-question]")];
    const questions = boxes.map((box) => NPQ.question(box, onAnswer));
    const limits = { threshold: Number(threshold), mastery: record.mastery || Number(threshold) };
    const progress = NPQ.openProgress(record.state, limits, questions);
    const { state, pages, questionOf } = progress;
    state.completed = state.completed || record.completed;
    state.passed = state.passed || record.passed;

    let place = record.place;
    let lastPage = place;
    const snapshot = () => ({
      state: NPQ.pack(state, record.room),
      place,
      seconds: NPQ.activeSeconds(),
      ...progress.told(),
    });
    const saver = NPQ.saver(record, snapshot, (taken) => NPQ.say(kept, ...words(taken)));

    function onAnswer(question, { digits, text }, told, seconds) {
      state.answers.set(question.token, digits);
      state.texts.delete(question.token); // so that it is the newest, should it be set
      if (text) state.texts.set(question.token, text);
      const { id, prompt, box } = question;
      const { area } = box.closest("article").dataset;
      record.answered({ id, prompt, area, ...told, isRight: question.isRight(digits), seconds });
      onProgress();
    }

    function onProgress() {
      if (!state.completed && progress.isReached()) {
        state.completed = true;
        NPQ.say(news, "done", "You have done what this package asks." + (lms ? " Your LMS is told." : ""));
      }
      state.passed = state.passed || progress.isPassed();
      draw();
      saver.save();
    }

    // Steps that follow closely are drawn once.
    let isDrawing = false;
    function draw() {
      if (isDrawing) return;
      isDrawing = true;
      requestAnimationFrame(() => {
        isDrawing = false;
        NPQ.showProgress(progress, lastPage, lms !== null);
      });
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
    offerReturn(record.returnUrl, saver.finish);
  };

  // Only what asks over the network makes the page wait.
  const found = NPQ.connect();
  if (found instanceof Promise) found.then(begin, () => begin(null));
  else begin(found);
})();
