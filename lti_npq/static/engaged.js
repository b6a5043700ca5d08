// Measures how long a page is really studied: while it is visible, and its reader did something within the last two
// minutes or a film plays. Reports beats of fifteen seconds on the page's own steady clock; the server decides what they
// are worth. What could not be sent waits, first here, then on the device, and is sent later or left out: never guessed.
import { deviceDrawer, owner, post } from "./page.js";

const BEAT = 15_000; // ms
const IDLE = 120_000;
const MOST_KEPT = 480; // beats: two hours without a connection
const SHORTEST = 1_000; // a page that was only passed through is no view
const ACTIVITY = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "scroll", "input"];

const url = document.querySelector("[data-heartbeats]").dataset.heartbeats;
const drawerKey = `npq:beats:${owner}`;
const drawer = deviceDrawer();
const now = () => performance.now();

const newKey = () => {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

/** One look at the page, from when it came up to when it went. */
class View {
  key = newKey();
  began = now();
  counted = this.began; // everything until here is accounted for
  lastDone = this.began;
  visible = document.visibilityState === "visible";
  playing = false;
  beats = []; // not known to have arrived
  sequence = 0;
  engaged = 0;
  over = false;
  sending = false;
  failed = false;

  /** Turn the time since the last call into a beat, as far as it was engaged. */
  count() {
    const at = now();
    const until = this.playing ? at : Math.min(at, this.lastDone + IDLE);
    // A device that slept wakes up late: no beat is longer than two.
    const end = Math.min(until, this.counted + 2 * BEAT);
    if (this.visible && end > this.counted) this.keep(this.counted, end);
    this.counted = at;
  }

  keep(...stretch) {
    // Rounded to the same millisecond, the end of one beat is the beginning of the next.
    const [from, to] = stretch.map((moment) => Math.round(moment - this.began));
    this.engaged += to - from;
    this.beats.push([++this.sequence, to, to - from]);
    if (this.beats.length > MOST_KEPT) this.beats.shift();
  }

  did() {
    if (now() - this.lastDone > IDLE) this.count();
    this.lastDone = now();
  }

  fields(state) {
    const beats = this.engaged < SHORTEST ? [] : this.beats;
    const list = beats.map((beat) => beat.join(":")).join(",");
    return { view: this.key, clock: Math.round(now() - this.began), beats: list, state };
  }

  /** Report what is not known to have arrived; what arrives twice is counted once. */
  async send(state, options) {
    if (this.over || (this.sending && state === "here")) return;
    if (state === "here" && !this.beats.length) return;
    this.sending = true;
    const last = this.sequence;
    try {
      const reply = await post(url, this.fields(state), options);
      this.failed = reply.status >= 500 || reply.status === 429;
      // A session that has ended, or a page that is no longer there, takes nothing more.
      if (!reply.ok && !this.failed) this.over = true;
      if (reply.ok) this.beats = this.beats.filter(([sequence]) => sequence > last);
    } catch {
      this.failed = true;
    }
    this.sending = false;
  }

  /** Put what is left on the device, for the next page of the same session to send. */
  store() {
    if (this.over || !this.beats.length || !(this.failed || navigator.onLine === false)) return;
    drawer.put(drawerKey, { url, fields: this.fields("gone"), stored: Date.now() });
  }
}

let view = new View();

const media = () => [...document.querySelectorAll("audio, video")].some((each) => !each.paused && !each.ended);

function leave(state) {
  view.count();
  view.visible = false;
  view.send(state, { keepalive: true });
  if (state === "gone") view.store();
}

for (const name of ACTIVITY) document.addEventListener(name, () => view.did(), { capture: true, passive: true });
for (const name of ["play", "playing", "pause", "ended", "emptied"]) {
  document.addEventListener(name, () => (view.count(), view.did(), (view.playing = media())), { capture: true });
}

let gone = false;
document.addEventListener("visibilitychange", () => {
  if (gone) return;
  if (document.visibilityState === "hidden") return leave("away");
  view.count();
  view.visible = true;
  view.lastDone = now();
});
window.addEventListener("pagehide", () => {
  gone = true;
  // A page that was hidden already has said everything.
  if (view.visible || view.beats.length) leave("gone");
});
// A page that comes back as it was, with the Back button, is another look at it.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  gone = false;
  view = new View();
  view.playing = media();
});
window.addEventListener("online", () => view.send("here"));

// The end of this look tells of it, so marking as read need not.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-reads]");
  if (!form || view.over) return;
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "view", value: view.key });
  form.append(field);
});

/** Send what an earlier page of this session could not; its clock went on meanwhile. */
async function sendStored() {
  const kept = drawer.get(drawerKey);
  if (!kept) return;
  drawer.drop(drawerKey);
  const session = (address) => new URL(address, location.href).pathname.split("/").slice(0, 3).join("/");
  const clock = kept.fields.clock + Math.max(0, Date.now() - kept.stored);
  // A later session takes nothing from an earlier one.
  if (session(kept.url) !== session(url)) return;
  await post(kept.url, { ...kept.fields, clock }).catch(() => drawer.put(drawerKey, kept));
}

sendStored();
setInterval(() => {
  view.count();
  view.send("here");
}, BEAT);
