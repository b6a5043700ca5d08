"""How delivery runs: a thread inside `serve`, or a process of its own. No logic of its own."""
