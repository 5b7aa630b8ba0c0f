"""From candidates to the final five: filters, attributes, feedback, recolouring, instance match."""
