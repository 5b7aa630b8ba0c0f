"""The configuration: all mistakes at once, secrets kept, and an example file that tells the truth."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import re
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config, ConfigError, default_config, load_config
from bot.config_values import Secret
from bot.logs import LogFormat, log_formatter
from tests import ROOT

EXAMPLE = ROOT / "config.example.toml"
TOKEN = "123456:an-example-of-a-token-that-is-none"


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_config(write(folder, text), {})
    return [str(problem) for problem in caught.value.problems]


def test_three_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """An unknown section, an unknown key and a wrong type are all reported, each with place and remedy."""
    found = problems(tmp_path, '[cataloge]\nsource = "x"\n[web]\nprot = 1\n[limits]\nphoto_bytes = "many"\n')
    assert found == [
        "[cataloge]: is an unknown section; did you mean catalogue?",
        "[web] prot: is an unknown key; did you mean port?",
        '[limits] photo_bytes: is "many"; it must be a whole number without quotes, such as 10',
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[web]\nport = 70000", "at most 65535"),
        ("[web]\nport = true", "a whole number"),
        ('[web]\nenabled = "yes"', "true or false"),
        ("[limits]\nwaiting = 0", "at least 1"),
        ("[store]\npath = 3", "a path in quotes"),
        ('[store]\nurl = "mysql://h/n"', "postgresql://user:password@host/name"),
        ("[admins]\ntelegram = 5", "a list"),
        ('[admins]\ntelegram = ["@anna"]', "digits"),
        ('[catalogue]\nchannels = ["t.me/myshop"]', "names and ids"),
        ('[admins]\nweb = "short"', "at least 16 characters"),
        ('[telegram]\nbase_url = "telegram.org"', "starts with http://"),
        ('[telegram]\nbase_url = "http://[1"', "starts with http://"),
        ('[discord]\ngateway_url = "https://gateway"', "starts with ws://"),
        ('[telegram]\nwebhook_secret = "a b"', "of the form"),
        ("port = 8080", "move it below [web]"),
        ("nonsense = 8080", "remove it"),
        ("web = 8080", "write [web] on a line of its own"),
        ('[catalogue]\ncurrency = "€"', 'it must be three capitals, such as "EUR"'),
        ('[catalogue]\ncolumns = "title"', 'it must be a table, such as { title = "Produktname" }'),
        ("[catalogue.columns]\ntitle = 1", 'it must be a table, such as { title = "Produktname" }'),
        ("[web", "not valid TOML"),
    ],
)
def test_each_kind_of_mistake_says_what_is_wanted(tmp_path: Path, text: str, wanted: str) -> None:
    """Types, ranges, addresses and misplaced lines each have a remedy of their own."""
    (found,) = problems(tmp_path, text)
    assert wanted in found


def test_missing_file_and_wrong_encoding_are_problems(tmp_path: Path) -> None:
    """A file that is not there, is a folder or is not UTF-8 is a ConfigError, not a traceback."""
    (tmp_path / "latin.toml").write_bytes('[store]\npath = "é"'.encode("latin-1"))
    for name, words in (("nowhere.toml", "no such file"), ("latin.toml", "not UTF-8"), (".", "cannot be read")):
        with pytest.raises(ConfigError, match=words):
            load_config(tmp_path / name, {})


def test_mistakes_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Whatever their kind, and whatever the order of the models; a byte order mark is none of them."""
    found = problems(tmp_path, "\ufeffwebb = 1\n[limits]\nsaved = -1\nsavd = 2\n[catalogue]\nsource = 1\nformat = 2\n")
    keys = [problem.partition(":")[0] for problem in found]
    assert keys == ["webb", "[limits] saved", "[limits] savd", "[catalogue] source", "[catalogue] format"]


def test_paths_are_relative_to_the_file_and_ids_are_text(tmp_path: Path) -> None:
    """Relative paths count from the config's folder; ids may be written with or without quotes."""
    config = load_config(
        write(tmp_path, '[catalogue]\nsource = "shop"\n[index]\ndir = "i"\n[admins]\ntelegram = [12, "34"]\n'), {}
    )
    assert config.catalogue.source == str(tmp_path / "shop")
    assert config.index_dir == tmp_path / "i"
    assert config.store.path == tmp_path / "var" / "lookalike.sqlite"
    assert config.admins.telegram == ("12", "34")


def test_what_no_catalogue_says(tmp_path: Path) -> None:
    """Columns may be a table of their own; pictures' folder is relative to the file, their address is kept."""
    text = '[catalogue]\ncurrency = "EUR"\nimage_base = "pictures"\n[catalogue.columns]\ntitle = "Produkt name"\n'
    settings = load_config(write(tmp_path, text), {}).catalogue
    assert (settings.currency, settings.image_base) == ("EUR", str(tmp_path / "pictures"))
    assert settings.columns == {"title": "Produkt name"}
    address = '[catalogue]\nsource = "https://shop.example/feed.xml"\nimage_base = "//cdn.example/media"\n'
    settings = load_config(write(tmp_path, address), {}).catalogue
    assert (settings.source, settings.image_base) == ("https://shop.example/feed.xml", "//cdn.example/media")


def test_the_sample_shop_never_serves_from_the_shops_own_index(tmp_path: Path) -> None:
    """Without a catalogue the index lies with the sample, so that a shop cannot open with drawn products."""
    assert default_config(tmp_path, {}).index_dir != default_config(tmp_path, {}).index.dir


def test_tokens_from_the_environment_win(tmp_path: Path) -> None:
    """LOOKALIKE_TELEGRAM_TOKEN is taken in place of the file's token, and an empty one is not."""
    path = write(tmp_path, '[telegram]\ntoken = "from-file"\n[discord]\ntoken = "from-file"\n')
    config = load_config(path, {"LOOKALIKE_TELEGRAM_TOKEN": TOKEN, "LOOKALIKE_DISCORD_TOKEN": " "})
    assert config.telegram.token.get_secret_value() == TOKEN
    assert config.discord.token.get_secret_value() == "from-file"
    store = load_config(path, {"LOOKALIKE_STORE_URL": "postgresql://u:p@h/n"}).store
    assert (store.url.get_secret_value(), store.path) == ("postgresql://u:p@h/n", tmp_path / "var" / "lookalike.sqlite")


def test_a_secret_shows_nowhere(tmp_path: Path) -> None:
    """Neither repr, str, format, asdict, copies, pickles nor error messages give a token away."""
    config = load_config(write(tmp_path, f'[telegram]\ntoken = "{TOKEN}"\n'), {})
    secret = config.telegram.token
    shown = [repr(config), str(secret), f"{secret!r:>20}{secret}", str(config.model_dump()), repr([secret])]
    shown.append(repr(copy.deepcopy(secret)))
    shown += [str(getattr(secret, "__dict__", ""))]
    assert not [text for text in shown if TOKEN in text]
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(secret, protocol)
    for wrong in (f'[telegram]\nwebhook_secret = "{TOKEN} x"', f'[telegram]\ntoken = ["{TOKEN}"]'):
        (found,) = problems(tmp_path, wrong)
        assert TOKEN not in found


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_token_in_a_log_line_or_traceback(form: LogFormat) -> None:
    """Whatever a library logs, a URL with the token or an exception that names it, is written without it."""
    formatter = log_formatter([Secret(TOKEN), Secret("")], form)
    try:
        raise RuntimeError(f"POST https://api.telegram.org/bot{TOKEN}/getMe")
    except RuntimeError as error:
        record = logging.makeLogRecord(
            {"msg": "failed at %s", "args": (TOKEN,), "exc_info": (type(error), error, error.__traceback__)}
        )
        assert TOKEN in "".join(traceback.format_exception(error))
    text = formatter.format(record)
    assert TOKEN not in text
    assert "failed at ***" in text
    assert "bot***/getMe" in text
    if form == "json":
        assert json.loads(text)["event"] == "failed at ***"


def test_json_lines_have_what_was_logged_beside_the_message() -> None:
    """A query's ids are fields that a log collector can search, not words of a sentence."""
    record = logging.makeLogRecord({"name": "bot.x", "levelno": 20, "levelname": "INFO", "msg": "query", "ms": 12.5})
    line = json.loads(log_formatter([], "json").format(record))
    assert (line["event"], line["level"], line["logger"], line["ms"]) == ("query", "info", "bot.x", 12.5)


def test_the_example_loads_with_every_line_uncommented(tmp_path: Path) -> None:
    """The example explains every section and key, and each commented line states the true default."""
    text = re.sub(r"^# (?=[a-z_]+ = )", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path = write(tmp_path, text)
    assert load_config(path, {}) == default_config(tmp_path, {})
    written = set()
    section = ""
    for line in text.splitlines():
        if found := re.fullmatch(r"\[([a-z]+)\]", line):
            section = found[1]
        elif found := re.match(r"([a-z_]+) = ", line):
            written.add((section, found[1]))
    known = {(section, key) for section in Config.model_fields for key in type(getattr(Config(), section)).model_fields}
    assert written == known


def test_every_key_of_the_example_is_explained() -> None:
    """Above each key, or the group it belongs to, stands a comment in words."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if re.match(r"# [a-z_]+ = ", line):
            above = number - 1
            while re.match(r"# [a-z_]+ = ", lines[above]):
                above -= 1
            assert re.match(r"# \S+ \S+", lines[above]), f"line {number + 1}: {line}"


_VALUES = st.recursive(
    st.one_of(st.text(max_size=8), st.integers(), st.floats(), st.booleans(), st.sampled_from(["", "http://[", "\0"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=2)),
    max_leaves=4,
)
_KEYS = sorted({key for name in Config.model_fields for key in type(getattr(Config(), name)).model_fields})


@given(
    data=st.one_of(
        st.binary(max_size=80),
        st.dictionaries(
            st.sampled_from([*Config.model_fields, "x"]),
            st.one_of(_VALUES, st.dictionaries(st.sampled_from(_KEYS), _VALUES)),
            max_size=3,
        ),
    )
)
def test_no_file_breaks_the_configuration(
    tmp_path_factory: pytest.TempPathFactory, data: bytes | dict[str, object]
) -> None:
    """Whatever it holds: settings, or all its mistakes, without a word of a secret."""
    path = tmp_path_factory.getbasetemp() / "fuzzed.toml"
    path.write_bytes(data if isinstance(data, bytes) else _toml(data).encode("utf-8", "replace"))
    try:
        load_config(path, {})
    except ConfigError as error:
        assert error.problems


def _toml(value: object) -> str:
    """As TOML, whose strings are those of JSON."""
    if isinstance(value, dict):
        return "\n".join(f"{json.dumps(key)} = {_inline(each)}" for key, each in value.items())
    return _inline(value)


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return json.dumps(value).replace("Infinity", "inf").replace("NaN", "nan")
