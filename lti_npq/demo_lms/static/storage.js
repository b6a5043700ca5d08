// Keeps data for a tool by postMessage, apart for each origin. Source: LTI Platform Storage 1.0.
const kept = new Map();

const storageAnswers = {
  "lti.put_data": (message, event) => {
    const whose = `${event.origin} ${message.key}`;
    if (message.value === null || message.value === undefined) kept.delete(whose);
    else kept.set(whose, message.value);
    answer(message, event, message.value ?? null);
  },
  "lti.get_data": (message, event) => answer(message, event, kept.get(`${event.origin} ${message.key}`) ?? null),
};

function answer(message, event, value) {
  const { subject, message_id, key } = message;
  event.source.postMessage({ subject: `${subject}.response`, message_id, key, value }, event.origin);
}

// In a frame of its own the script listens itself; on the page around the tool, frame.js does.
if ("listens" in document.currentScript.dataset) {
  addEventListener("message", (event) => {
    const subject = event.data?.subject;
    if (Object.hasOwn(storageAnswers, subject)) storageAnswers[subject](event.data, event);
  });
}
