"""What goes with a garment: learned from pictures of models (recommender.training.outfits), answered from any index."""
