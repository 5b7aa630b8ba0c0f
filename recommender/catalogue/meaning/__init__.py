"""What a shop's values mean, whatever platform writes them: prices, stock, texts, pictures, types."""
