"""Experience API (xAPI) statements: say what happened, check it, send it.

Stand-alone: knows nothing of the web application around it.

- `xapi.statements` builds a statement for each event, `xapi.video` for those of a film, from values in `xapi.parts` and
  words in `xapi.vocabulary`; `xapi.profile` publishes what all of them mean.
- `xapi.identity` makes ids that follow from the fact, `xapi.encoding` the bytes to keep and to send.
- `xapi.validation` says what is wrong with a statement; `xapi.comparison` whether two say the same.
- `xapi.lrs_client` stores statements in a learning record store (LRS); its one error is in `xapi.lrs_error`.
"""
