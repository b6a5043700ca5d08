"""Pages and endpoints: parse, call one service, answer. No SQL, no models, no claims of a token."""
