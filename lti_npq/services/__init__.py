"""Use cases: plain values in and out. They never commit; web, command line and workers do, so a use case is atomic."""
