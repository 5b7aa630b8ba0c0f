"""scripts/bench --searches: how long a search in words takes, on the whole bot."""
