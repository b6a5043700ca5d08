// Answers a self-check where it stands. Whatever goes wrong, the plain form goes out instead.
import { post } from "./page.js";

async function answerInPlace(form, section) {
  const reply = await post(form.action, new FormData(form));
  if (!reply.ok || reply.redirected) throw new Error(`answered ${reply.status}`);
  const fragment = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById(section.id);
  if (!fragment) throw new Error("no fragment in the reply");
  section.replaceWith(document.adoptNode(fragment));
  // Reads the verdict to whoever cannot see it, and leaves the window where it is for whoever can.
  fragment.querySelector("[data-verdict]")?.focus({ preventScroll: true });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-question]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  answerInPlace(form, form.closest("section")).catch(() => form.submit());
});

// Whatever is given a place moves there, and the others move up or down, so that every place is taken once.
document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-places]");
  if (!list) return;
  const moved = event.target.closest("li");
  const others = [...list.children].filter((item) => item !== moved);
  others.splice(event.target.selectedIndex, 0, moved);
  list.append(...others);
  others.forEach((item, place) => (item.querySelector("select").selectedIndex = place));
  event.target.focus();
});
