"""The command line: `python -m bot run | ask | check`. Imports nothing heavy until a command needs it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.streams import settle_streams

FRONT_ENDS = ("web", "telegram", "discord")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status: 0 well, 1 some photo failed, 2 something has to be mended first."""
    options = _parser().parse_args(arguments)
    match options.command:
        case "run":
            from bot.app.run import run_command

            return run_command(options.config, options.only)
        case "check":
            from bot.app.check import check_command

            return check_command(options.config)
        case _:
            from bot.app.ask import Filters, ask_command

            filters = Filters(options.gender, options.type, options.colour, max_price=options.max_price)
            return ask_command(
                options.photos, options.index, filters, options.k, as_json=options.json, config_path=options.config
            )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Lookalike: a photo in, five products out.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="run | ask | check")
    run = commands.add_parser("run", help="serve the local chat, Telegram and Discord")
    _add_config(run)
    run.add_argument("--only", type=_front_ends, metavar="web,telegram,discord", help="run these front ends only")
    ask = commands.add_parser("ask", help="answer photos in the shell")
    ask.add_argument("photos", nargs="+", metavar="PHOTO", help='a picture file; "-" reads one from standard input')
    _add_config(ask)
    ask.add_argument(
        "--index", type=Path, metavar="DIR", help="the index to search (default: that of the configuration)"
    )
    ask.add_argument("--gender", metavar="G")
    ask.add_argument("--type", metavar="T")
    ask.add_argument("--colour", metavar="C")
    ask.add_argument("--max-price", type=_price, metavar="P")
    ask.add_argument("-k", type=_at_least_one, default=5, metavar="K", help="how many products (default: 5)")
    ask.add_argument("--json", action="store_true", help="one JSON object per photo and line")
    check = commands.add_parser("check", help="say what is wrong with config, index, store and tokens; exit 0 or 2")
    _add_config(check)
    return parser


def _add_config(parser: argparse.ArgumentParser) -> None:
    help_text = "default: config.toml if there is one, else the sample shop"
    parser.add_argument("--config", type=Path, metavar="FILE", help=help_text)


def _front_ends(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in FRONT_ENDS]
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"takes {', '.join(FRONT_ENDS)}; not {', '.join(unknown) or 'nothing'}")
    return names


def _price(text: str) -> float:
    from bot.ports import usable_price

    price = usable_price(float(text))
    if price is None:
        raise argparse.ArgumentTypeError(f"must be a price, such as 39.90; not {text}")
    return price


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    settle_streams()
    sys.exit(main())
