"""The products' embeddings and columns: searching them, building them, keeping them on disk."""
