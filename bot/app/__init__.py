"""The composition root: what the command line runs. It alone sees every part and puts them together."""
