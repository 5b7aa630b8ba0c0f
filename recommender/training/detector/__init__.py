"""The garment detector: its network, training, thresholds and export."""
