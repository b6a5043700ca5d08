"""A page with every kind of self-check, as an author writes it."""

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

PAGE = f"""\
---
id: planning-name
title: Every kind of self-check
phase: name
minutes: 12
---
Try each.
{EVERY_QUESTION}"""
