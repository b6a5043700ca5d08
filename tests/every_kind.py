"""A page with everything that may stand on one, as an author writes it."""

import base64

EVERY_QUESTION = """
::: question kind-one
Which of these is the **pilot**?

a) All year groups
... That is the launch.
*b) One year group
... Yes: a part, with an agreed end.
:::

::: question kind-several
Which two belong in a plan?

[*] A first step
... Yes.
[*] A sign of drift
... Yes.
[ ] A slogan
... It changes nothing by itself.
:::

::: ordering kind-order
Put the work in order.

1) Name the need
... Everything else follows from it.
2) Choose a response
... It answers the need.
3) Try it in one place
... While mistakes are cheap.

+ That is the order in which each step rests on the one before.
- Ask of each step: what has to be known before it?
:::

::: matching kind-match
What does each sign tell you about?

= Lessons seen -> Use
... It is there or not.
= Pupils' work -> Effect
... It shows what came of it.
= Minutes taken -> Use
... Time spent is use.

+ Each sign stands for one thing.
- Use comes before effect.
:::

::: short-text kind-word
What is a trial in one place called?

* pilot
... Yes.
* a pilot*
~ launch
... A launch is for everybody.

+ It is.
- It starts with p.
:::

::: numeric kind-number
A staff of 40, of whom 30 use it: what share is that, in percent?

= 75 +- 0.5
~ [0.7, 0.8]
... That is the share as a fraction; give it in percent.

+ 30 out of 40.
- Divide those who use it by all.
:::
"""

EVERY_RECORDING = """
::: video "A walk at 8:35"
file: media/walk.mp4
captions: media/walk.vtt
poster: media/still.png

A head stands at the gate and greets *everybody* by name.
:::

::: audio "Two minutes with a middle leader"
file: media/talk.mp3

She says what she stopped doing.
:::

::: download "A planning sheet"
file: media/sheet.pdf

One page for your fidelity plan.
:::
"""

GLOSSARY = """
::: term fidelity "Fidelity"
Doing the parts that matter as they were meant.
:::

::: term drift "Drift, drifts, drifting"
Slowly doing something else, a little each week.
:::
"""

VIDEO = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
MEDIA = {
    "walk.mp4": VIDEO,
    "walk.vtt": b"WEBVTT\n\n00:00.000 --> 00:02.000\nGood morning!\n",
    "still.png": base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    ),
    "talk.mp3": b"ID3\x04\0\0\0\0\0\0",
    "sheet.pdf": b"%PDF-1.7\n",
}

PAGE = f"""\
---
id: planning-name
title: Everything on one page
phase: name
minutes: 12
---
## Fidelity in a heading is no link

A practice that drifts has lost its fidelity; [fidelity](https://example.org/) and drift are linked once.
{EVERY_RECORDING}
{EVERY_QUESTION}"""

PLAN = """
stages:
  - {id: preparation, kind: preparation, title: Preparation and induction, summary: Meet your group.}
  - {id: development, kind: development, title: Development, cycles: 2}
  - {id: summative, kind: summative, title: Summative assessment, summary: One case in eight days.}
hours: {preparation: 6, events: 30, study: 38}
shortfall: {minutes: 1980, reason: More modules are written in the spring.}
word_limits: {summative: 1500}
to_come: [{area: teaching, summary: How lessons become good.}]
engagement:
  threshold: 0.9
  components:
    - {counts: study}
    - {counts: self-checks}
    - {counts: events, title: Attendance}
"""

EVIDENCE = """\
evidence:
  - {id: fat-planning-plan, title: Your plan, description: The first version and the latest.}
---
Describe your change.

::: case-study "A corridor at break"
A fictional school with one narrow corridor.
:::
"""

PRACTICE = """\
---
id: practice-corridor
kind: practice-case
title: A school in its second year
minutes: 45
words: 20
---
Read the case, then answer in four parts.

::: case-study "Fernside in its second year (fictional)"
Attendance at the gate has fallen, and nobody can say since when.
:::

::: part practice-problem "The problem"
What is the problem here, and what is only a sign of it?
:::
::: strong-answer
It tells the cause from its **signs**.
:::

::: part practice-steps "The steps"
What happens in which order?
:::
::: strong-answer
It starts small, with an agreed end.
:::
"""

SUMMATIVE = """\
---
id: final-case
kind: summative
title: The final case
minutes: 480
criteria:
  - id: final-cause
    title: Cause
    description: Finds it.
    levels:
      - {points: 0, title: Not yet, description: It does not.}
      - {points: 1, title: Secure, description: It does.}
---
An unseen brief.

::: case-study "An unseen case"
Nobody knows this yet.
:::

::: part final-problem "The problem"
An unseen prompt.
:::
::: part final-solution "The solution"
What?
:::
::: part final-rationale "The rationale"
Why?
:::
::: part final-steps "The steps"
How?
:::
"""
