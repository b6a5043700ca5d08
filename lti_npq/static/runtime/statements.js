// xAPI as cmi5 uses it: requests to the record store one after another, and statements by the launch's template.
(() => {
  "use strict";
  const CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5";
  const MOVE_ON = "https://w3id.org/xapi/cmi5/context/categories/moveon";
  const VERSION = "1.0.3";
  const PATIENCE = 15000; // the page waits for what it reads, so it must not wait for ever

  /** A UUID of version 4; crypto.randomUUID is missing where a page came over plain HTTP. */
  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return digits.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };

  /** A record store. Requests outlive the page, so that what is under way when it goes still arrives. */
  const store = (endpoint, token) => {
    const base = endpoint.replace(/\/*$/, "/");
    const asked = (method, resource, query, body) =>
      fetch(base + resource + (query ? "?" + new URLSearchParams(query) : ""), {
        method,
        keepalive: method !== "GET",
        signal: method === "GET" ? AbortSignal.timeout(PATIENCE) : undefined,
        headers: {
          Authorization: "Basic " + token,
          "X-Experience-API-Version": VERSION,
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    // A browser lets 64 kB at most outlive a page, and counts a request among them until its answer was read to the end.
    return async (method, ...about) => {
      const answer = await asked(method, ...about);
      if (method !== "GET") await answer.arrayBuffer().catch(() => undefined);
      return answer;
    };
  };

  /** Makes statements of one launch: `build(verb, display, {result, object, categories, extensions})`. */
  const builder = ({ actor, registration, activityId, template }) => {
    const object = { objectType: "Activity", id: activityId };
    return (verb, display, { result, about, categories = [], extensions = {} } = {}) => {
      const activities = template.contextActivities || {};
      const added = categories.map((id) => ({ objectType: "Activity", id }));
      const category = [...(activities.category || []), ...added];
      return {
        id: uuid(),
        actor,
        verb: { id: verb, display: { en: display } },
        object: about || object,
        ...(result ? { result } : {}),
        context: {
          ...template,
          registration,
          contextActivities: { ...activities, ...(category.length ? { category } : {}) },
          extensions: { ...extensions, ...template.extensions },
        },
        timestamp: new Date().toISOString(),
      };
    };
  };

  window.NPQ = Object.assign(window.NPQ || {}, { statementStore: store, statementBuilder: builder, CMI5, MOVE_ON });
})();
