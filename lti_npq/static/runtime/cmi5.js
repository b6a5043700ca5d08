// cmi5: a launch brings an address and a one-time token; statements tell what happened, a document keeps progress.
//
// In one session the first statement is "initialized" and the last "terminated"; "completed" and "passed" are said once in
// a registration, and only one of "passed" and "failed" in a session. So "failed" waits until the session ends.
//
// Source: cmi5 (Quartz), 8 (launch), 9 (statements), 10 (state), 11 (learner preferences).
(() => {
  "use strict";
  const VERBS = "http://adlnet.gov/expapi/verbs/";
  const MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore";
  const PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress";
  const INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction";
  const STATE = "progress";
  const LAUNCH_DATA = "LMS.LaunchData";
  const PREFERENCES = "cmi5LearnerPreferences";
  const ROOM = 64000;
  const PATIENCE = 15000;
  const BATCH = 40000; // bytes; browsers let 64 kB outlive a page
  const LAST = 20000; // what fits among them beside a batch that is under way, and leaves room for the state
  const HEAD_START = 500; // ms; nobody sees a page that goes

  const parameters = () => {
    const asked = new URLSearchParams(window.location.search);
    const names = ["endpoint", "fetch", "actor", "registration", "activityId"];
    const found = Object.fromEntries(names.map((name) => [name, asked.get(name)]));
    return names.every((name) => found[name]) ? { ...found, actor: JSON.parse(found.actor) } : null;
  };

  /** The token may be fetched once; a page that is loaded again has ended its session. */
  const tokenOf = async ({ fetch: address }) => {
    const asked = fetch(address, { method: "POST", signal: AbortSignal.timeout(PATIENCE) });
    const answer = await (await asked).json();
    if (answer["auth-token"]) return answer["auth-token"];
    NPQ.ended = true;
    return null;
  };

  const readJson = async (request) => {
    const answer = await request;
    return answer.ok ? answer.json() : null;
  };

  /** A page that goes hears no answer any more, and its last statement must not overtake those on another connection. */
  const standStill = (milliseconds) => {
    const until = performance.now() + milliseconds;
    while (performance.now() < until);
  };

  const bytes = (statement) => new Blob([JSON.stringify(statement)]).size;

  /** As many of the newest as still go: the last one closes the session, and older answers are what can be spared. */
  const newest = (statements) => {
    let size = 0;
    return statements.slice(statements.findLastIndex((statement) => (size += bytes(statement)) > LAST) + 1);
  };

  /** Sends statements in order, several at once where they wait; what was not taken is sent again, with the same ids. */
  const outbox = (send) => {
    let waiting = [];
    let flying = 0;
    let running = null;
    let alone = false;
    let over = false;

    const batch = () => {
      let size = 0;
      const fits = (statement, index) => ((size += bytes(statement)) <= BATCH && !alone) || index === 0;
      const end = waiting.findIndex((statement, index) => !fits(statement, index));
      return waiting.slice(0, end < 0 ? undefined : end);
    };

    const drain = async () => {
      while (waiting.length && !over) {
        const next = batch();
        flying = next.length;
        const { ok, status } = await send(next).catch(() => ({ ok: false, status: 0 }));
        flying = 0;
        // 409: it is there already. A refused batch is tried one by one, and what is refused alone would hold up the rest.
        if (status === 400 && next.length > 1) alone = true;
        else if (ok || status === 409 || status === 400) waiting = waiting.slice(next.length);
        else return false;
      }
      return !waiting.length;
    };

    return {
      add: (statement) => waiting.push(statement),
      /** Whether everything has arrived. */
      flush: () => {
        running = running || drain().finally(() => (running = null));
        return running;
      },
      /** The page goes: what waits and is not under way is sent without waiting for an answer. */
      flushNow: async () => {
        over = true;
        const rest = newest(waiting.slice(flying));
        if (flying && rest.length) standStill(HEAD_START);
        if (rest.length) await send(rest).catch(() => undefined);
      },
    };
  };

  /** Said once in a registration: what was under way when the page went is looked for, and said again if it never came. */
  const verify = async (told, find) => {
    for (const what of Object.keys(told)) {
      if (told[what] === true) continue;
      const answer = await find(told[what]).catch(() => ({ status: 0 }));
      if (answer.status === 404) delete told[what];
    }
  };

  const connect = async () => {
    const launch = parameters();
    if (!launch) return null;
    const token = await tokenOf(launch);
    if (!token) return null;
    const { actor, registration, activityId } = launch;
    const agent = JSON.stringify(actor);
    const request = NPQ.statementStore(launch.endpoint, token);
    const paper = (stateId) => ({ activityId, agent, registration, stateId });

    const data = await readJson(request("GET", "activities/state", paper(LAUNCH_DATA)));
    if (!data) return null;
    const [kept] = await Promise.all([
      readJson(request("GET", "activities/state", paper(STATE))).catch(() => null),
      request("GET", "agents/profile", { agent, profileId: PREFERENCES }).catch(() => null),
    ]);
    const { state = "", place = "", told = {} } = kept || {};
    await verify(told, (id) => request("GET", "statements", { statementId: id }));
    const silent = data.launchMode !== "Normal";
    const mastery = typeof data.masteryScore === "number" ? data.masteryScore : undefined;

    const build = NPQ.statementBuilder({ actor, registration, activityId, template: data.contextTemplate || {} });
    const box = outbox((statements) => request("POST", "statements", null, statements));
    const defined = (verb, result, categories = [], extensions = {}) =>
      build(VERBS + verb, verb, { result, categories: [NPQ.CMI5, ...categories], extensions });
    const judged = (verb, success, { score, seconds }) => {
      const raw = Math.floor(score * 100 + 1e-6) / 100; // rounded down, so that no score looks like the mark before it is
      const scaled = Math.round(raw * 100) / 10000;
      const result = { success, score: { scaled, raw, min: 0, max: 100 }, duration: NPQ.duration(seconds) };
      return defined(verb, result, [NPQ.MOVE_ON], mastery === undefined ? {} : { [MASTERY]: mastery });
    };

    let last = null;
    let percent = -1;
    let stored = JSON.stringify({ state, place, told });

    const tell = (what, statement) => {
      told[what] = statement.id;
      box.add(statement);
    };

    const tellProgress = ({ progress }) => {
      const now = Math.floor(progress * 100 + 1e-9);
      if (now === percent) return;
      if (percent >= 0) box.add(build(VERBS + "progressed", "progressed", { result: { extensions: { [PROGRESS]: now } } }));
      percent = now;
    };

    const tellReached = (now) => {
      if (now.completed && !told.completed) {
        tell("completed", defined("completed", { completion: true, duration: NPQ.duration(now.seconds) }, [NPQ.MOVE_ON]));
      }
      // A score that fell since, with content that grew, would contradict the verb.
      if (now.success === "passed" && !told.passed && now.score / 100 >= (mastery || 0)) {
        tell("passed", judged("passed", true, now));
      }
    };

    const keepState = () => {
      const text = JSON.stringify({ state: last.state, place: last.place, told });
      if (text === stored) return true;
      stored = text;
      const failed = () => {
        stored = "";
        return false;
      };
      return request("PUT", "activities/state", paper(STATE), JSON.parse(text)).then((answer) => answer.ok || failed(), failed);
    };

    const commit = async () => {
      const arrived = await box.flush();
      if (arrived) for (const what of Object.keys(told)) told[what] = true;
      return (silent || (await keepState())) && arrived;
    };

    box.add(defined("initialized"));
    box.flush();
    return {
      state,
      place,
      learner: [actor.account && actor.account.homePage, actor.account && actor.account.name].join(" "),
      completed: "completed" in told,
      passed: "passed" in told,
      mastery,
      silent,
      room: ROOM,
      returnUrl: data.returnURL || "",
      answered: ({ id, type, given, patterns, isRight, seconds, prompt }) => {
        if (silent) return;
        const definition = {
          type: INTERACTION,
          interactionType: type,
          description: { [window.document.documentElement.lang]: prompt },
          correctResponsesPattern: patterns.map(NPQ.response[type]),
        };
        const result = { response: NPQ.response[type](given), success: isRight, duration: NPQ.duration(seconds) };
        const about = { objectType: "Activity", id: activityId + "/" + id, definition };
        box.add(build(VERBS + "answered", "answered", { result, about }));
      },
      keep: (now) => {
        last = now;
        if (silent) return;
        tellProgress(now);
        tellReached(now);
      },
      commit,
      finish: () => {
        if (!silent && last.success === "failed" && !told.passed) box.add(judged("failed", false, last));
        box.add(defined("terminated", { duration: NPQ.duration(last.seconds) }));
        return Promise.all([box.flushNow(), silent || keepState()]);
      },
    };
  };

  window.NPQ = Object.assign(window.NPQ || {}, { connect });
})();
