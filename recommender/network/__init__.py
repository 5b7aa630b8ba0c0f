"""The shipped CNN: embedding, attributes, garments and their crops."""
