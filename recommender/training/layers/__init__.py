"""Layers and backbones that both networks are built of."""
