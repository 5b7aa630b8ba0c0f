"""Words of phone photos, given by eye, and what is learnt from them on a finished embedder."""
