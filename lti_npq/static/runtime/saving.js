// Handing progress to the LMS: soon after every step, at once when the page is hidden, once and for all when it goes.
//
// A commit blocks the page for as long as the LMS takes. So steps that follow closely share one, and an LMS that is slow
// is asked less often: the next commit waits twenty times as long as the last one took.
(() => {
  "use strict";
  const SOON = 150;
  const LONGEST = 30000;
  const PATIENCE = 20;
  const RETRY = 15000;

  let active = 0;
  let since = performance.now();
  let inView = document.visibilityState === "visible";

  /** Seconds that this page has been in view. */
  const activeSeconds = () => {
    const now = performance.now();
    if (inView) active += now - since;
    since = now;
    return active / 1000;
  };

  document.addEventListener("visibilitychange", () => {
    activeSeconds(); // closes the stretch of time that ends here
    inView = document.visibilityState === "visible";
  });

  /** `record` is where progress goes; `snapshot()` is all of it; `said(kept)` hears how each commit went. */
  const saver = (record, snapshot, said) => {
    let timer = 0;
    let pause = SOON;
    let owed = false;
    let over = false;

    const commit = () => {
      clearTimeout(timer);
      timer = 0;
      owed = false;
      const began = performance.now();
      record.keep(snapshot());
      const kept = record.commit();
      pause = Math.min(Math.max((performance.now() - began) * PATIENCE, SOON), LONGEST);
      // Over the network an answer takes a moment, which blocks nobody.
      if (kept instanceof Promise) kept.then(settle, () => settle(false));
      else settle(kept);
    };

    const settle = (kept) => {
      if (over) return;
      said(kept);
      if (!kept) later(RETRY);
    };

    const later = (wait) => {
      owed = true;
      if (!timer && !over) timer = setTimeout(commit, wait);
    };

    const finish = () => {
      if (over) return true;
      over = true;
      clearTimeout(timer);
      record.keep(snapshot());
      if (owed) record.commit();
      return record.finish();
    };

    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && !over) commit();
    });
    window.addEventListener("pagehide", finish);
    // A page that comes back from the browser's memory has ended its visit: it begins a new one.
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
    return { save: () => later(pause), finish };
  };

  window.NPQ = Object.assign(window.NPQ || {}, { activeSeconds, saver });
})();
