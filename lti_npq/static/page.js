// What every script of a page needs: the session's CSRF token, a POST, and the icons that the page already drew.

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

// The address carries a session's token and changes with every launch; a draft must outlive it, and must never be
// offered to the next person at the same computer. The server therefore names the owner by an opaque key.
const draftKey = meta("draft-key");
export const owner = draftKey || location.pathname.split("/").slice(0, 3).join("/");

/** The device's own drawer; of this tab only, where the server did not say whose texts these are. */
export const deviceDrawer = () => drawer(draftKey ? "localStorage" : "sessionStorage");

/** POST fields as a form would; `keepalive` lets the request outlive the page. */
export function post(url, fields, { keepalive = false } = {}) {
  const body = new URLSearchParams(fields instanceof FormData ? fields : Object.entries(fields));
  if (keepalive && !("keepalive" in Request.prototype)) {
    // Where a request cannot outlive its page, a beacon can; nobody hears whether it arrived.
    body.set("csrf", meta("csrf"));
    navigator.sendBeacon(url, body);
    return Promise.reject(new Error("not heard of"));
  }
  return fetch(url, {
    method: "POST",
    headers: { "X-CSRF-Token": meta("csrf"), "X-Requested-With": "fetch" },
    body,
    credentials: "same-origin",
    keepalive,
  });
}

/** A drawer of texts in the browser; a frame may be denied one, which `works` tells before anything is promised. */
export function drawer(storageName) {
  let storage = null;
  try {
    storage = window[storageName];
    storage.setItem("npq:probe", "1");
    storage.removeItem("npq:probe");
  } catch {
    storage = null;
  }
  return {
    works: storage !== null,
    get(key) {
      try {
        return JSON.parse(storage?.getItem(key) ?? "null");
      } catch {
        return null;
      }
    },
    put(key, value) {
      try {
        storage?.setItem(key, JSON.stringify(value));
        return storage !== null;
      } catch {
        return false; // full
      }
    },
    drop: (key) => storage?.removeItem(key),
  };
}
