// The page around a tool's frame: closes it, resizes it and, where this LMS does so, keeps its data.
const tool = document.querySelector("iframe.tool");

const answers = {
  "org.imsglobal.lti.close": () => location.assign(tool.dataset.whenClosed),
  "lti.close": () => location.assign(tool.dataset.whenClosed),
};

if ("resizes" in tool.dataset) {
  answers["lti.frameResize"] = (message) => {
    const height = Number(message.height);
    if (height > 0) tool.style.height = `${Math.min(height, 20000)}px`;
  };
}

if (tool.dataset.keeps) {
  const frame = tool.dataset.keeps;
  const supported = [{ subject: "lti.capabilities" }, { subject: "lti.put_data", frame }, { subject: "lti.get_data", frame }];
  answers["lti.capabilities"] = (message, event) => event.source.postMessage({
    subject: "lti.capabilities.response",
    message_id: message.message_id,
    supported_messages: supported,
  }, event.origin);
  if (frame === "_parent") Object.assign(answers, storageAnswers);
}

addEventListener("message", (event) => {
  let message = event.data;
  // Some tools send text.
  if (typeof message === "string") try { message = JSON.parse(message); } catch { return; }
  const subject = message?.subject;
  if (event.source === tool.contentWindow && Object.hasOwn(answers, subject)) answers[subject](message, event);
});
