// scorm-again as the LMS, behind a judge that accepts only what every engine accepts. What it saw is in window.lms:
// calls (name and values in order), values (the last taken of each element), complaints, commits and finishes.
// Settings in the address: refuse=1 (SetValue and Commit answer "false"), slow=MILLISECONDS (a commit blocks that long),
// stored=JSON (what an earlier visit left).
(() => {
  const asked = new URLSearchParams(location.search);
  const refuses = asked.has("refuse");
  const slow = Number(asked.get("slow") || 0);
  const engine = new Scorm12API({ autocommit: false, logLevel: 5, lmsCommitUrl: false });
  if (asked.has("stored")) engine.loadFromFlattenedJSON(JSON.parse(asked.get("stored")), "");

  const upTo = (length) => new RegExp("^[\\s\\S]{0," + length + "}$");
  const timespan = /^\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?$/;
  const identifier = /^[A-Za-z0-9_]{1,255}$/;
  // CMIFeedback: options or pairs of one character each, a number, or a few words without odd characters.
  const feedback = /^([a-z0-9](\.[a-z0-9])?(,[a-z0-9](\.[a-z0-9])?)*|-?\d+(\.\d+)?|[\w .'*-]{1,255})$/;
  const percent = /^(100|\d{1,2})(\.\d{1,2})?$/;
  const rules = [
    [/^cmi\.suspend_data$/, /^[\x20-\x7e]{0,4096}$/],
    [/^cmi\.core\.lesson_location$/, upTo(255)],
    [/^cmi\.core\.lesson_status$/, /^(passed|completed|failed|incomplete|browsed)$/],
    [/^cmi\.core\.exit$/, /^(suspend)?$/],
    [/^cmi\.core\.session_time$/, timespan],
    [/^cmi\.core\.score\.(raw|min|max)$/, percent],
    [/^cmi\.interactions\.\d+\.id$/, identifier],
    [/^cmi\.interactions\.\d+\.type$/, /^(choice|sequencing|matching|fill-in|numeric)$/],
    [/^cmi\.interactions\.\d+\.(student_response|correct_responses\.\d+\.pattern)$/, feedback],
    [/^cmi\.interactions\.\d+\.result$/, /^(correct|wrong)$/],
    [/^cmi\.interactions\.\d+\.weighting$/, /^\d+(\.\d{1,2})?$/],
    [/^cmi\.interactions\.\d+\.latency$/, timespan],
    [/^cmi\.interactions\.\d+\.time$/, /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/],
  ];

  const lms = { calls: [], values: {}, complaints: [], commits: 0, finishes: 0 };
  const complain = (words) => lms.complaints.push(words);
  let state = "before";

  const judge = (element, value) => {
    if (typeof value !== "string") complain(element + " is no string");
    const rule = rules.find(([name]) => name.test(element));
    if (!rule) complain(element + " is not among the elements that all engines take");
    else if (!rule[1].test(value)) complain(element + " is " + JSON.stringify(value));
  };

  const noted = (name, values, answer) => {
    if (name !== "LMSInitialize" && state !== "running") complain(name + " " + state + " the visit");
    lms.calls.push([name, ...values]);
    return answer();
  };

  window.lms = lms;
  window.API = {
    LMSInitialize: (text) =>
      noted("LMSInitialize", [text], () => {
        state = "running";
        return engine.lmsInitialize("");
      }),
    LMSGetValue: (element) => noted("LMSGetValue", [element], () => String(engine.lmsGetValue(element))),
    LMSSetValue: (element, value) =>
      noted("LMSSetValue", [element, value], () => {
        judge(element, value);
        if (refuses) return "false";
        const taken = String(engine.lmsSetValue(element, value));
        if (taken !== "true") complain("scorm-again refuses " + element + " = " + JSON.stringify(value));
        lms.values[element] = value;
        return taken;
      }),
    LMSCommit: (text) =>
      noted("LMSCommit", [text], () => {
        lms.commits += 1;
        const until = performance.now() + slow;
        while (performance.now() < until);
        return refuses ? "false" : String(engine.lmsCommit(""));
      }),
    LMSFinish: (text) =>
      noted("LMSFinish", [text], () => {
        lms.finishes += 1;
        const answer = String(engine.lmsFinish(""));
        state = "after";
        return answer;
      }),
    LMSGetLastError: () => String(engine.lmsGetLastError()),
    LMSGetErrorString: (code) => String(engine.lmsGetErrorString(code)),
    LMSGetDiagnostic: (code) => String(engine.lmsGetDiagnostic(code)),
  };
})();
