"""The local chat: a page on aiohttp. `frontend.py` is its life, `page/` what the browser loads."""
