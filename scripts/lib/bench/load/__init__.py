"""scripts/bench --load: how many photos a second are answered in time."""
