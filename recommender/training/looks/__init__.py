"""Looks, learnt on a finished embedder."""
