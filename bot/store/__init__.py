"""The bot's memory, a SQLite file: what was asked, answered and kept. One file for each part of it."""
