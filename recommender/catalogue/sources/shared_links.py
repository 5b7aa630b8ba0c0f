"""Links with which people share a table: they open a page, and the file itself has another address."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

_SHEETS = re.compile(r"https://docs\.google\.com/spreadsheets/d/([\w-]+)(?:/(?:edit|view|preview|htmlview)?)?")
_DRIVE = re.compile(r"https://drive\.google\.com/(?:file/d/([\w-]+)|open)(?:/\w*)?")
_DROPBOX = re.compile(r"https://(?:www\.)?dropbox\.com/(?:s|scl)/.+")


def file_behind(address: str) -> str:
    """The address of the file that such a link shares: of Google Sheets, Google Drive and Dropbox; any other address as
    it is. Of a Google sheet that the link names only this one, else the whole workbook."""
    parts = urlsplit(address)
    bare = parts._replace(query="", fragment="").geturl()
    told = parse_qs(parts.query) | parse_qs(parts.fragment)
    if found := _SHEETS.fullmatch(bare):
        which = f"csv&gid={told['gid'][0]}" if "gid" in told else "xlsx"
        return f"https://docs.google.com/spreadsheets/d/{found[1]}/export?format={which}"
    if (found := _DRIVE.fullmatch(bare)) and (key := found[1] or told.get("id", [""])[0]):
        return f"https://drive.google.com/uc?export=download&id={key}"
    if _DROPBOX.fullmatch(bare):
        kept = "&".join(each for each in parts.query.split("&") if each and not each.startswith("dl="))
        return f"{bare}?{kept}{'&' if kept else ''}dl=1"
    return address
