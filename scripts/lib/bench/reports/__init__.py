"""scripts/bench --report: what a report over many logged queries takes."""
