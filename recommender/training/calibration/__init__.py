"""The few numbers that training does not give: what makes probabilities true, and an answer close."""
