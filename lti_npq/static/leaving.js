// Says that a page was hidden or closed, so that a session that was left is not taken for one that broke off. Pages that
// measure study time say so by themselves.
import { post } from "./page.js";

const url = document.querySelector('meta[name="leaving"]').content;
const leave = () => post(url, {}, { keepalive: true }).catch(() => {});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") leave();
});
