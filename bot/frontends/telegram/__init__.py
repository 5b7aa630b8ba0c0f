"""The Telegram front end, on python-telegram-bot. `frontend.py` is its life."""
