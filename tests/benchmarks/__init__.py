"""How fast the tool is, each figure beside a peer in the same run: `make bench`, `make bench NAME=launch_post`.

A new figure is a function from a scratch folder to a `Figure` and one line in `figures.FIGURES`.
"""
