"""What outlives an answer: saved products, watched searches, history, settings, and a shopper's own data."""
