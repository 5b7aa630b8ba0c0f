"""What shoppers asked for and what became of it, for the shop: text, a plot, a page."""
