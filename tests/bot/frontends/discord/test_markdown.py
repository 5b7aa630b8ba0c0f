"""The conversation's plain text as Discord's markdown: everything arrives as it is, and nothing pings anybody."""

from __future__ import annotations

import re

import pytest

from bot.frontends.discord.outgoing.markdown import escape

# Of these 28, discord.utils.escape_markdown and escape_mentions leave the ones marked with "!" as markup, or show a
# backslash of their own.
CASES = {
    "Tom & Jerry's <b>T-shirt</b>": r"Tom & Jerry's \<b>T-shirt\</b>",
    "Shirt [new]": r"Shirt \[new\]",  # ! within a masked link
    "Shirt new]": r"Shirt new\]",  # ! within a masked link
    "[Shirt](https://evil.example)": r"\[Shirt\](https://evil.example)",
    "a [*b*](c) d": r"a \[\*b\*\](c) d",  # !
    "*now* _only_ `10` ~~20~~ ||x||": r"\*now\* \_only\_ \`10\` \~\~20\~\~ \|\|x\|\|",
    "snake_case_words": r"snake\_case\_words",
    r"\o/": r"\\o/",
    r"\*escaped\* already": r"\\\*escaped\\\* already",
    "# no heading": r"\# no heading",
    "  ## nor this": r"  \## nor this",  # !
    "-# not small": r"\-# not small",
    "> no quotation": r"\> no quotation",
    ">>> nor all of this": r"\>>> nor all of this",
    "- no list": r"\- no list",
    "  - nor this": r"  \- nor this",  # !
    "first\n\n- after an empty line": "first\n\n\\- after an empty line",  # !
    "* nor this": r"\* nor this",
    "+ nor this": r"\+ nor this",  # !
    "1. not numbered": r"1\. not numbered",  # !
    "  2. nor this": r"  2\. nor this",  # !
    "two\n> lines\n# of them": "two\n\\> lines\n\\# of them",
    "```\ncode\n```": "\\`\\`\\`\ncode\n\\`\\`\\`",
    "5 > 3, a - b, C# 1.5": "5 > 3, a - b, C# 1.5",
    "@everyone and @here": "@\u200beveryone and @\u200bhere",
    "<@100000000000000001> <@&100000000000000002>": "\\<@\u200b100000000000000001> \\<@\u200b&100000000000000002>",
    "<#100000000000000003> <:x:100000000000000004> <t:0:R> </find:1>": (
        r"\<#100000000000000003> \<:x:100000000000000004> \<t:0:R> \</find:1>"  # !
    ),
    "חולצה אדומה 🙂 กางเกง": "חולצה אדומה 🙂 กางเกง",
}


@pytest.mark.parametrize("text", CASES)
def test_text_is_escaped(text: str) -> None:
    """What would be markup or a mention is written so that it is none; without that writing the text is unchanged."""
    assert escape(text) == CASES[text]
    assert re.sub(r"\\([^A-Za-z0-9\s])", r"\1", escape(text)).replace("\u200b", "") == text
