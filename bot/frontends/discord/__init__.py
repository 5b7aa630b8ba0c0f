"""The Discord front end, on discord.py. `frontend.py` is its life."""
