"""scripts/evaluate: how good the answers are."""
