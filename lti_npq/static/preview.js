// Loads the page again when a file of the package was saved, and goes back to where the author was reading.
const script = document.querySelector("script[data-preview]");
const { stamp, stampUrl } = script.dataset;
const place = `npq:preview:${location.pathname}`;
const LOOK_EVERY = 600; // ms

const kept = sessionStorage.getItem(place);
if (kept !== null) {
  sessionStorage.removeItem(place);
  addEventListener("load", () => scrollTo(0, Number(kept)));
}

async function look() {
  try {
    const now = await (await fetch(stampUrl, { cache: "no-store" })).json();
    if (now.stamp !== stamp) {
      sessionStorage.setItem(place, String(scrollY));
      location.replace(location.href);
      return;
    }
  } catch {
    // the preview was stopped; it may come back
  }
  setTimeout(look, LOOK_EVERY);
}

setTimeout(look, LOOK_EVERY);
