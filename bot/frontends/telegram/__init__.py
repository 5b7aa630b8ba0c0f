"""The Telegram front end, on python-telegram-bot. `frontend.py` is its life."""

import os

# The library's seconds as timedelta, as its next version has them; without this it warns at each.
os.environ.setdefault("PTB_TIMEDELTA", "1")
