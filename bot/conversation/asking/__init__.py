"""Answers, and the ways on from them: more like this, the next five, filters, other garments, verdicts."""
