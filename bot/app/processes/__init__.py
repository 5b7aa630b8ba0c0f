"""The recommender in processes of its own: several answer at once, and one that is lost takes nobody's answer along."""
