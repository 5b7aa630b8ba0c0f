"""scripts/bench --recommenders: answers by several recommender processes."""
