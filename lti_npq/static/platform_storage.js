// Where the browser keeps no cookie for us in a frame, the LMS keeps a secret: asked for by messages between frames.
// Source: LTI Client Side postMessages 0.1; LTI postMessage Storage 0.1.

const page = document.querySelector("[data-asks]");
const { asks, target, origin, key } = page.dataset;
/** Some LMSs offer this and never answer, the apps of Canvas for one. */
const PATIENCE = 1500;

/** The frame that the LMS named; `parent` itself when this page is in no frame at all. */
const keeper = () => (target === "_parent" ? window.parent : window.parent.frames[target]);

const messageId = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (each) => each.toString(16)).join("-");

/** Send one message; resolves to the answer's data, rejects if none comes in time or it tells of an error. */
function ask(fields) {
  return new Promise((resolve, reject) => {
    const message = { subject: asks, message_id: messageId(), key, ...fields };
    addEventListener("message", ({ origin: from, data }) => {
      const ours = from === origin && data?.subject === `${asks}.response` && data.message_id === message.message_id;
      if (ours) data.error ? reject(data.error) : resolve(data);
    });
    setTimeout(reject, PATIENCE);
    keeper().postMessage(message, origin);
  });
}

async function leave() {
  const { secret, next } = page.dataset;
  await ask({ value: secret });
  location.replace(next);
}

async function fetchAndGoOn() {
  const { value } = await ask({});
  if (!value) throw new Error("the LMS has nothing of ours");
  page.querySelector("[data-secret]").value = value;
  page.submit();
}

page.hidden = false;
try {
  await (asks === "lti.put_data" ? leave() : fetchAndGoOn());
} catch {
  page.hidden = true;
  document.querySelector("[data-without-answer]").hidden = false;
}
