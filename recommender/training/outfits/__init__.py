"""What is worn together, learned from a catalogue's pictures of models."""
