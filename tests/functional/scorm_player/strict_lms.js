// scorm-again as the LMS, behind a judge that accepts only what every engine accepts (rules.js). What it saw is in
// window.lms: calls (name and values in order), values (the last taken of each element), complaints, commits, finishes.
// Settings in the address: standard=scorm12 or scorm2004, refuse=1 (SetValue and Commit answer "false"),
// slow=MILLISECONDS (a commit blocks that long), stored=JSON (what an earlier visit left).
(() => {
  const asked = new URLSearchParams(location.search);
  const refuses = asked.has("refuse");
  const slow = Number(asked.get("slow") || 0);
  const is2004 = asked.get("standard") === "scorm2004";
  const settings = { autocommit: false, logLevel: 5, lmsCommitUrl: false };
  const engine = is2004 ? new Scorm2004API(settings) : new Scorm12API(settings);
  if (asked.has("stored")) engine.loadFromFlattenedJSON(JSON.parse(asked.get("stored")), "");

  const rules = is2004 ? RULES.scorm2004 : RULES.scorm12;
  const prefix = is2004 ? "" : "LMS";
  const [begin, get, set, commit, end] = is2004
    ? ["Initialize", "GetValue", "SetValue", "Commit", "Terminate"]
    : ["LMSInitialize", "LMSGetValue", "LMSSetValue", "LMSCommit", "LMSFinish"];

  const lms = { calls: [], values: {}, complaints: [], commits: 0, finishes: 0 };
  const complain = (words) => lms.complaints.push(words);
  let state = "before";

  const judge = (element, value) => {
    if (typeof value !== "string") complain(element + " is no string");
    const rule = rules.find(([name]) => name.test(element));
    if (!rule) complain(element + " is not among the elements that all engines take");
    else if (!rule[1].test(value, element, lms.values)) complain(element + " is " + JSON.stringify(value));
  };

  const noted = (name, values, answer) => {
    if (name !== begin && state !== "running") complain(name + " " + state + " the visit");
    lms.calls.push([name, ...values]);
    return answer();
  };

  const api = {
    [begin]: (text) =>
      noted(begin, [text], () => {
        state = "running";
        return String(engine.lmsInitialize(""));
      }),
    [get]: (element) => noted(get, [element], () => String(engine.lmsGetValue(element))),
    [set]: (element, value) =>
      noted(set, [element, value], () => {
        judge(element, value);
        if (refuses) return "false";
        const taken = String(engine.lmsSetValue(element, value));
        if (taken !== "true") complain("scorm-again refuses " + element + " = " + JSON.stringify(value));
        lms.values[element] = value;
        return taken;
      }),
    [commit]: (text) =>
      noted(commit, [text], () => {
        lms.commits += 1;
        const until = performance.now() + slow;
        while (performance.now() < until);
        return refuses ? "false" : String(engine.lmsCommit(""));
      }),
    [end]: (text) =>
      noted(end, [text], () => {
        lms.finishes += 1;
        const answer = String(engine.lmsFinish(""));
        state = "after";
        return answer;
      }),
    [prefix + "GetLastError"]: () => String(engine.lmsGetLastError()),
    [prefix + "GetErrorString"]: (code) => String(engine.lmsGetErrorString(code)),
    [prefix + "GetDiagnostic"]: (code) => String(engine.lmsGetDiagnostic(code)),
  };

  window.lms = lms;
  window[is2004 ? "API_1484_11" : "API"] = api;
})();
