"""How things are put: headings, the shape of an answer, help, and what went wrong."""
