// Marking without the mouse: j and k go through the queue, 1, 2 and 3 choose the level of a criterion, the total follows.
// What is chosen and written stays in this tab until it is sent.
import { drawer, owner } from "./page.js";

const form = document.querySelector("[data-marking]");
const criteria = [...form.querySelectorAll("[data-criterion]")];
const total = form.querySelector("[data-total]");
const tab = drawer("sessionStorage");
const settings = drawer("localStorage");
const keptKey = `npq:marking:${owner}:${form.dataset.marking}`;
const keysKey = "npq:marking-keys";

const chosen = (criterion) => criterion.querySelector("input:checked");

function showTotal() {
  const points = criteria.reduce((sum, criterion) => sum + Number(chosen(criterion)?.value ?? 0), 0);
  form.querySelector("[data-total-line]").hidden = false;
  total.textContent = `${points} of ${total.dataset.maximum} points`;
}

function keep() {
  const kept = {};
  for (const [name, value] of new FormData(form)) if (name !== "csrf") kept[name] = value;
  form.querySelector("[data-kept]").hidden = !tab.put(keptKey, kept);
}

function restore() {
  if ("known" in form.dataset) return tab.drop(keptKey); // the server knows better
  for (const [name, value] of Object.entries(tab.get(keptKey) ?? {})) {
    const control = form.elements[name];
    if (control) control.value = value;
  }
}

function goInQueue(step) {
  const links = [...document.querySelectorAll("[data-queue]")];
  const here = links.findIndex((link) => link.getAttribute("aria-current"));
  links[here < 0 ? 0 : here + step]?.click();
}

/** Choose a level of the criterion that has the focus, or else of the first one without a level. */
function chooseLevel(number) {
  const criterion =
    document.activeElement.closest("[data-criterion]") ?? criteria.find((each) => !chosen(each)) ?? criteria[0];
  const level = criterion?.querySelectorAll("input")[number - 1];
  if (!level) return;
  level.focus();
  level.click();
}

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("textarea")) return;
  if (!form.querySelector("[data-keys-switch]").checked) return;
  if (event.key === "j") goInQueue(1);
  else if (event.key === "k") goInQueue(-1);
  else if (/^[1-9]$/.test(event.key)) chooseLevel(Number(event.key));
  else return;
  event.preventDefault();
}

// Single keys can get in the way of speech input, so whoever wants can turn them off, and it stays so.
function offerKeys() {
  const keysSwitch = form.querySelector("[data-keys-switch]");
  form.querySelector("[data-keys]").hidden = false;
  keysSwitch.checked = settings.get(keysKey) ?? true;
  keysSwitch.addEventListener("change", () => settings.put(keysKey, keysSwitch.checked));
}

restore();
showTotal();
offerKeys();
form.addEventListener("input", () => {
  keep();
  showTotal();
});
document.addEventListener("keydown", pressed);
document.querySelector("[data-error-summary]")?.focus();
