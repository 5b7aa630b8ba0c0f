"""The project's commands: each file without an ending is one, in bash; lib/ holds what they run."""
