"""Pictures made to learn from: augmented views, people put together from products, photos of nothing."""
