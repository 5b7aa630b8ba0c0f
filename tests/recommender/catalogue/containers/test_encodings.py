"""Files in every encoding that shops have: their true titles, or a word on what was taken; a setting that wins."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.app.check import findings
from bot.config import CatalogueConfig, Config
from recommender.catalogue.catalogue import read_catalogue
from recommender.errors import CatalogueError
from recommender.index.building import build_index
from scripts.lib.reindex import main
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.photos import encoded, picture

RUSSIAN = ["Рубашка синяя в клетку", "Платье красное длинное", "Куртка мужская зимняя", "ФУТБОЛКА БЕЛАЯ"]
TITLES = {
    "cp1251": RUSSIAN,
    "koi8-r": RUSSIAN,
    "iso8859-5": RUSSIAN,
    "cp866": RUSSIAN,
    "koi8-u": ["Червона сукня", "Синя сорочка", "Зимова куртка жіноча"],
    "shift_jis": ["青いシャツ", "赤いワンピース", "紺色長袖", "革靴"],
    "euc-jp": ["青いシャツ", "レディース コート", "紺色長袖", "革靴"],
    "euc-kr": ["파란 셔츠", "빨간 원피스", "오버핏 니트", "운동화"],
    "gb18030": ["蓝色衬衫", "红色连衣裙", "男士冬季外套", "真皮手提包"],
    "big5": ["藍色襯衫", "紅色連衣裙", "男士冬季外套", "真皮手提包"],
    "cp1253": ["Μπλε πουκάμισο", "Κόκκινο φόρεμα", "ΠΑΝΤΕΛΟΝΙ"],
    "cp1255": ["חולצה כחולה", "שמלה אדומה"],
    "cp1256": ["فستان أحمر طويل", "بنطلون"],
    "cp874": ["เสื้อเชิ้ตสีฟ้า", "ชุดเดรสสีแดง", "กางเกง"],
    "cp1250": ["Żółta koszula męska", "Długa sukienka w kwiaty", "Červené šaty", "Zimní kabát dámský"],
    "cp1254": ["Kırmızı elbise", "Kışlık mont kadın, şık"],
    "cp1252": ["Grüne Bluse", "Weißes Hemd", "Chemise à carreaux", "Pantalón niña", "Blå kjole", "Levi’s", "Città"],
}  # fmt: skip


def written(folder: Path, titles: list[str], encoding: str) -> Path:
    """A shop's file with these titles, and one in plain letters."""
    (folder / "a.jpg").write_bytes(encoded(picture(60, 80), "JPEG"))
    lines = ["id;title;image", *(f'{n};"{title}";a.jpg' for n, title in enumerate([*titles, "Plain"]))]
    path = folder / "shop.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", TITLES)
def test_true_titles(tmp_path: Path, encoding: str) -> None:
    """All together, and each as the only one of its file; what was taken is told, with one of the titles."""
    for titles in [TITLES[encoding], *([each] for each in TITLES[encoding])]:
        catalogue = read_catalogue(written(tmp_path, titles, encoding))
        assert [product.title for product in catalogue] == [*titles, "Plain"]
        assert catalogue.guessed_encoding is not None
        assert catalogue.guessed_encoding.lines == len(titles)
        assert catalogue.guessed_encoding.example == titles[0]


@pytest.mark.parametrize("declared", ["", ' encoding="gb18030"'])
def test_what_looks_like_unicode_by_chance(tmp_path: Path, declared: str) -> None:
    """In gb18030 most bytes of common words may, and all of some words: by its texts it is known, as by lines."""
    titles = ["女士牛仔裤", "红色运动鞋", "女士"]
    assert [product.title for product in read_catalogue(written(tmp_path, titles, "gb18030"))] == [*titles, "Plain"]
    items = (f"<item><id>{title}</id><title>{title}</title><image>a.jpg</image></item>" for title in titles)
    source = tmp_path / "shop.xml"
    source.write_bytes(f'<?xml version="1.0"{declared}?><items>{"".join(items)}</items>'.encode("gb18030"))
    assert [product.title for product in read_catalogue(source)] == titles


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_nothing_is_guessed_of_unicode(tmp_path: Path, encoding: str) -> None:
    """With a mark or without."""
    catalogue = read_catalogue(written(tmp_path, RUSSIAN, encoding))
    assert [product.title for product in catalogue] == [*RUSSIAN, "Plain"]
    assert catalogue.guessed_encoding is None


def test_what_was_taken_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By `bot check` and by the report of a reindex."""
    source = written(tmp_path, RUSSIAN, "cp1251")
    config = Config(catalogue=CatalogueConfig(source=str(source)))
    said = "4 lines are not UTF-8 and were read as cp1251, such as 'Рубашка синяя в клетку'"
    assert said in str(next(each for each in findings(config) if each.name == "catalogue"))
    assert main(["--catalogue", str(source), "--index", str(tmp_path / "index")]) == 0
    assert f"{said}; if that is wrong, set [catalogue] encoding" in capsys.readouterr().out


def test_the_setting_wins(tmp_path: Path) -> None:
    """Nothing is guessed then; an encoding that nobody knows is one sentence."""
    source = written(tmp_path, ["Ñandú", "Ümit"], "cp1252")
    catalogue = read_catalogue(source, encoding="cp1251")
    assert [product.title for product in catalogue][:2] == ["Сandъ", "Ьmit"]
    assert catalogue.guessed_encoding is None
    report = build_index(catalogue, tmp_path / "index", ColourEmbedder())
    assert report.guessed_encoding is None
    for unknown in ("klingon", "\0", "hex", "idna"):
        with pytest.raises(CatalogueError, match="no encoding is called"):
            read_catalogue(source, encoding=unknown)


def test_some_lines_among_unicode(tmp_path: Path) -> None:
    """Pasted together from two exports: each line as it is written."""
    source = written(tmp_path, ["Größe", "Weiß", "Été"], "utf-8")
    source.write_bytes(source.read_bytes() + "\r\n9;Grüne Bluse;a.jpg\r\n".encode("cp1252"))
    catalogue = read_catalogue(source)
    assert [product.title for product in catalogue] == ["Größe", "Weiß", "Été", "Plain", "Grüne Bluse"]
    assert catalogue.guessed_encoding is not None
    assert catalogue.guessed_encoding.lines == 1


@pytest.mark.parametrize("hint", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;", "sep=|", "sep=\t"])
def test_excels_hint_is_heeded(tmp_path: Path, hint: str) -> None:
    """What stands behind it separates the columns; it is no header."""
    (tmp_path / "a.jpg").write_bytes(encoded(picture(60, 80), "JPEG"))
    source = tmp_path / "shop.csv"
    text = f"{hint}\nid;title;image;price;currency\n1;Linen shirt;a.jpg;39,90;EUR\n"
    source.write_text(text.replace(";", hint.strip('"')[-1]), encoding="utf-8")
    (product,) = read_catalogue(source)
    assert (product.title, str(product.price), product.currency) == ("Linen shirt", "39.9", "EUR")


_FIELDS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["", '"', '""', ",", ";", "\r", "\n", "\0", "a.jpg", "../a.jpg", "http://[", "1,99", "1e999"]),
)  # fmt: skip
_TABLES = st.builds(
    lambda head, rows, between, end: end.join(between.join(each) for each in [head, *rows]),
    st.lists(st.sampled_from(["id", "title", "image", "price", "link", "stock", "x"]), max_size=8),
    st.lists(st.lists(_FIELDS, max_size=8), max_size=6),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
_FILES = st.one_of(
    st.binary(max_size=400),
    st.builds(
        lambda text, encoding: text.encode(encoding, "replace"),
        _TABLES,
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "cp932", "gb18030", "utf-7"]),
    ),
    st.builds(lambda head, rest: head + rest, st.just(b"id,title,image\n1,a,a.jpg\n"), st.binary(max_size=200)),
)


@given(data=_FILES, encoding=st.sampled_from(["", "", "", "cp1251", "utf-7", "idna", "punycode", "utf-16"]))
@example(data=b"\x80", encoding="punycode")
@example(data=b"", encoding="idna")
@example(data=b"\0\0", encoding="utf-16")
@example(data=b'"\x01\n\x01"', encoding="")
def test_no_file_breaks_the_reading(tmp_path_factory: pytest.TempPathFactory, data: bytes, encoding: str) -> None:
    """Whatever it holds: products with an id and a title, or one sentence."""
    folder = tmp_path_factory.getbasetemp() / "fuzzed"
    folder.mkdir(exist_ok=True)
    (folder / "a.jpg").write_bytes(b"no picture")
    source = folder / "shop.csv"
    source.write_bytes(data)
    try:
        products = list(read_catalogue(source, encoding=encoding))
    except CatalogueError as error:
        assert "\n" not in str(error).replace(repr(str(source)), "")
    else:
        assert all(each.id and each.title for each in products)
