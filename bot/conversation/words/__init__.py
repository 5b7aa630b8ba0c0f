"""What a shopper's text means: grammar, the shop's vocabulary, and the filters that come of it."""
