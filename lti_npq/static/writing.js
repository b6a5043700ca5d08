// Keeps what is written. Every change lies on the device within half a second and with the server soon after; the line
// beside the field always says in words where the text is. A text leaves the device only once the server has it.
import { deviceDrawer, owner, post } from "./page.js";

const KEEP_AFTER = 400; // ms without a keystroke
const SAVE_AFTER = 1500;
const RETRY_AFTER = 15000;
const drafts = deviceDrawer();

const TROUBLE = {
  away: {
    kept: "Kept on this device, will be sent",
    loose: "Not saved yet. Leave this page open, it will be sent",
  },
  over: {
    kept: "Your session has ended. Kept on this device, will be sent when you open this again from your course",
    loose: "Your session has ended. Copy your text before you close this page",
  },
  no: {
    kept: "Not saved, but kept on this device",
    loose: "Not saved. Copy your text before you close this page",
  },
};

const words = (text) => text.split(/\s+/).filter(Boolean).length;
const same = (one, other) => one.trim() === other.trim();
const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

/** Why the server said no, in its own words. */
const reason = (reply) => reply.json().then((said) => said.message ?? "", () => "");

class Field {
  constructor(area) {
    this.area = area;
    this.form = area.form;
    this.line = this.form.querySelector("[data-saved]");
    this.key = `npq:draft:${owner}:${area.dataset.field}`;
    this.asideKey = `${this.key}:aside`;
    this.sent = area.defaultValue; // what the server has, as far as this page knows
    this.saving = null;
    this.underWay = this.sent;
    this.restore();
    area.addEventListener("input", () => this.changed());
  }

  get dirty() {
    return this.area.value !== this.sent;
  }

  /** Take up a draft that never reached the server; where the server has moved on, set it aside and offer it. */
  restore() {
    const draft = drafts.get(this.key);
    if (draft && !same(draft.text, this.sent)) {
      if (draft.bases.some((base) => same(base, this.sent))) this.area.value = draft.text;
      else drafts.put(this.asideKey, [drafts.get(this.asideKey), draft.text].filter(Boolean).join("\n\n"));
    }
    const aside = drafts.get(this.asideKey);
    if (aside) this.offer(aside);
    if (this.dirty) this.changed();
    else drafts.drop(this.key);
  }

  offer(text) {
    const offer = document.createElement("div");
    offer.className = "older";
    offer.innerHTML =
      '<details><summary>This device kept another version</summary><div class="written"></div></details>' +
      '<button type="button" class="button quiet small">Add it below</button> ' +
      '<button type="button" class="button quiet small">Throw it away</button>';
    offer.querySelector(".written").textContent = text;
    const [add, discard] = offer.querySelectorAll("button");
    add.addEventListener("click", () => {
      this.area.value = `${this.area.value}\n\n${text}`.trim();
      this.changed();
      this.settle(offer);
    });
    discard.addEventListener("click", () => this.settle(offer));
    this.area.after(offer);
  }

  settle(offer) {
    if (!this.keep()) return; // not before the text lies somewhere else
    drafts.drop(this.asideKey);
    offer.remove();
    this.area.focus();
  }

  changed() {
    clearTimeout(this.keepTimer);
    clearTimeout(this.saveTimer);
    this.keepTimer = setTimeout(() => this.keep(), KEEP_AFTER);
    this.saveTimer = setTimeout(() => this.save(), SAVE_AFTER);
    if (this.line.dataset.state !== "kept") this.say("saving", "Saving…");
  }

  keep() {
    clearTimeout(this.keepTimer);
    // What is under way may arrive without our hearing of it, so the draft may follow on either text.
    const bases = [this.sent, this.underWay];
    return this.dirty ? drafts.put(this.key, { text: this.area.value, bases }) : true;
  }

  /** Send the newest text, one request at a time; resolves to whether the server has all of it. */
  async save({ keepalive = false } = {}) {
    clearTimeout(this.saveTimer);
    this.keep();
    if (this.saving && !keepalive) await this.saving;
    if (!this.dirty) return this.settled("");
    this.saving = this.send(this.area.value, keepalive);
    const arrived = await this.saving;
    this.saving = null;
    return arrived && !this.dirty;
  }

  async send(text, keepalive) {
    const { saveUrl, savePart } = this.area.dataset;
    const body = savePart ? { part: savePart, text } : { text };
    this.underWay = text;
    try {
      const reply = await post(saveUrl, body, { keepalive });
      if (!reply.ok || reply.redirected) return this.refused(reply.status, await reason(reply));
      this.arrived(text, (await reply.json()).saved_at);
      return true;
    } catch {
      return this.refused(0);
    }
  }

  arrived(text, savedAt) {
    this.sent = text;
    if (this.dirty) this.changed();
    else this.settled(` ${savedAt ?? clock()}`);
  }

  /** The server has this field's text. One line may speak for several fields: it is true once all of them are there. */
  settled(when) {
    drafts.drop(this.key);
    if (!fields.some((field) => field.line === this.line && field.dirty)) this.say("saved", `Saved${when}`);
    return true;
  }

  /** Tell where the text is now and what comes next; a lost connection is tried again, a clear no is not. */
  refused(status, why = "") {
    const kept = this.keep() && drafts.works;
    const over = status === 401 || status === 403;
    const away = status < 400 || status >= 500 || status === 429;
    if (away) this.saveTimer = setTimeout(() => this.save(), RETRY_AFTER);
    const trouble = TROUBLE[over ? "over" : away ? "away" : "no"][kept ? "kept" : "loose"];
    this.say("kept", over || away ? trouble : `${why} ${trouble}`.trim());
    return false;
  }

  // Only trouble is read out: a voice that says "Saved" after every sentence keeps nobody company.
  say(state, sentence) {
    const words = this.line.querySelector("span");
    this.line.setAttribute("aria-live", state === "kept" ? "polite" : "off");
    this.line.dataset.state = state;
    if (words.textContent !== sentence) words.textContent = sentence;
  }
}

/** Show how many words there are once the limit is near. */
function countWords(form) {
  const limit = Number(form.dataset.wordsLimit);
  const line = form.querySelector("[data-words]");
  const areas = [...form.querySelectorAll("textarea")];
  const format = (count) => count.toLocaleString("en-GB");
  const countPart = (area) => {
    const count = words(area.value);
    const part = area.closest(".field").querySelector("[data-part-words]");
    part.hidden = !count;
    part.textContent = `${format(count)} word${count === 1 ? "" : "s"}`;
    return count;
  };
  const update = () => {
    const count = areas.reduce((sum, area) => sum + countPart(area), 0);
    line.hidden = count < limit * 0.8;
    line.classList.toggle("words-over", count > limit);
    line.textContent = `${format(count)} of ${format(limit)} words${count > limit ? `: ${format(count - limit)} too many` : ""}`;
  };
  form.addEventListener("input", update);
  update();
}

const fields = [];
for (const area of document.querySelectorAll("textarea[data-save-url]")) fields.push(new Field(area));
document.querySelectorAll("form[data-words-limit]").forEach(countWords);

const saveAll = (options) => Promise.all(fields.filter((field) => field.dirty).map((field) => field.save(options)));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-save]");
  if (!button) return;
  event.preventDefault();
  const own = fields.filter((field) => field.form === button.form);
  own.filter((field) => field.dirty).forEach((field) => field.save());
});

window.addEventListener("online", () => saveAll());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") saveAll({ keepalive: true });
});
// A form that goes out takes the text with it; otherwise nobody leaves by mistake with words that lie nowhere.
let submitted = false;
document.addEventListener("submit", (event) => (submitted = !event.defaultPrevented));
window.addEventListener("beforeunload", (event) => {
  if (!submitted && !drafts.works && fields.some((field) => field.dirty)) event.preventDefault();
});

document.querySelector("[data-error-summary]")?.focus();
