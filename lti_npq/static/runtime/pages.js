// One page at a time out of a document that holds them all. The address's fragment says which, so that links, back and
// forward work as everywhere; without scripts all pages stand one below the other.
(() => {
  "use strict";

  const articleAt = (hash) => {
    const target = document.getElementById(hash.slice(1));
    return target && target.closest("article");
  };

  /** Start showing pages; `shown(article)` hears of each. Returns how to go to a page. */
  const turnPages = (first, shown) => {
    const main = document.getElementById("main");
    const course = document.title;
    let current = null;

    const show = (article, focus) => {
      if (article === current) return;
      if (current) current.classList.remove("current");
      current = article;
      article.classList.add("current");
      document.title = article.id === "contents" ? course : article.dataset.title + " · " + course;
      document.querySelector("[data-here]").textContent = article.dataset.section || "Contents";
      if (focus) {
        window.scrollTo(0, 0);
        article.querySelector("h1").focus({ preventScroll: true });
      }
      shown(article);
    };

    window.addEventListener("hashchange", () => {
      const article = articleAt(window.location.hash);
      if (article) show(article, true);
    });
    main.classList.add("paged");
    const start = articleAt(window.location.hash) || (first && articleAt("#" + first)) || articleAt("#contents");
    show(start, false);
    return (id) => {
      window.location.hash = "#" + id;
    };
  };

  window.NPQ = Object.assign(window.NPQ || {}, { turnPages });
})();
