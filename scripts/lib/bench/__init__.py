"""scripts/bench: how fast Lookalike is, beside the plain stack and on each chat platform."""
