"""scripts/bench runs from end to end and reports what docs/bench.md says; how fast things are is never tested here."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from scripts.lib.bench.__main__ import main as bench
from scripts.lib.bench.chats import as_table
from scripts.lib.bench.load.run import as_table as load_table
from scripts.lib.bench.recommenders.processes_side import as_table as processes_table
from scripts.lib.bench.scale import as_table as scale_table
from scripts.lib.bench.scale_side import KINDS
from tests.recommender.index.milvus.servers import needs_standalone
from tests.scripts.conftest import called

FIGURES = {"start": 8, "answer": 4, "memory": 3, "reindex": 1.5, "unchanged": 20}


def _catalogue(folder: Path, products: int) -> Path:
    """A CSV of small pictures, each of two colours of its own."""
    lines = ["id,title,image"]
    for number in range(products):
        picture = Image.new("RGB", (60, 80), (17 * number % 256, 59 * number % 256, 101 * number % 256))
        picture.paste((83 * number % 256, 29 * number % 256, 7 * number % 256), (number % 40, 10, 55, 60))
        picture.save(folder / f"{number}.png")
        lines.append(f"{number},Product {number},{number}.png")
    (folder / "products.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "products.csv"


def _bench(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    # What it measures are processes of their own. This one keeps all its cores, other tests need them.
    return called(bench, *arguments, "--cores", 1024)


@pytest.mark.timeout(600)
def test_a_quick_run_reports_every_figure(tmp_path: Path) -> None:
    """A quick run over a tiny catalogue measures both sides and prints the documented JSON: true medians and ratios."""
    pytest.importorskip("tensorflow", reason="the plain stack needs the train extra")
    run = _bench("--quick", "--json", "--catalogue", _catalogue(tmp_path, 12))
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert report["version"] == 1
    assert report["setup"]["products"] == report["setup"]["reindexed"] == 12
    assert {figure["name"]: figure["target"] for figure in report["figures"]} == FIGURES
    for figure in report["figures"]:
        for side in ("lookalike", "baseline"):
            runs = sorted(figure[side]["runs"])
            assert runs[0] > 0
            assert runs[0] <= figure[side]["median"] <= runs[-1]
        ratio = figure["baseline"]["median"] / figure["lookalike"]["median"]
        assert figure["ratio"] == pytest.approx(ratio, rel=0.05)
        assert figure["met"] == (figure["ratio"] >= figure["target"])
    assert str(tmp_path) not in run.stdout, "a report is made to be shown: it names no place on this machine"


@pytest.mark.timeout(600)
def test_the_embedder_beside_one_plain_pass(tmp_path: Path) -> None:
    """The embedder's time is told as a multiple of one plain pass, and whether that is little enough."""
    pytest.importorskip("tensorflow", reason="the plain network needs the train extra")
    run = _bench("--embed", "--quick", "--json", "--catalogue", _catalogue(tmp_path, 6))
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert report["times"] == pytest.approx(report["look_ms"] / report["plain_pass_ms"], rel=0.05)
    assert report["met"] == (report["times"] <= report["at_most"])


def test_a_failing_side_is_told(tmp_path: Path) -> None:
    """When a measured process fails, the bench ends with its error and a status, not with figures."""
    table = _catalogue(tmp_path, 6)
    for picture in tmp_path.glob("*.png"):
        picture.write_bytes(b"no picture at all")
    run = _bench("--quick", "--json", "--catalogue", table)
    assert run.returncode != 0
    assert run.stdout == ""
    assert "scripts/bench:" in run.stderr


def test_too_few_products_are_refused(tmp_path: Path) -> None:
    """With fewer than five pictures no answer can be full: the bench says so before it measures anything."""
    run = _bench("--quick", "--catalogue", _catalogue(tmp_path, 3))
    assert run.returncode != 0
    assert "five are needed" in run.stderr


@pytest.mark.timeout(600)
@pytest.mark.parametrize("platform", ["discord", "telegram"])
def test_a_quick_run_against_a_chat_platform(tmp_path: Path, platform: str) -> None:
    """--discord and --telegram ask the bot, in a process of its own, as one shopper and as several; nothing is lost or
    doubled, and the index can be made larger than the catalogue."""
    catalogue = _catalogue(tmp_path, 12)
    run = _bench(f"--{platform}", "--quick", "--json", "--shoppers", "2", "--products", "60", "--catalogue", catalogue)
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert (report["setup"]["platform"], report["setup"]["products"]) == (platform, 60)
    assert {name: each["photos"] for name, each in report["runs"].items()} == {
        "one shopper, pictures not yet sent": 4,
        "one shopper": 2,
        "2 shoppers": 4,
    }
    for each in report["runs"].values():
        assert (each["lost"], each["answered_twice"]) == (0, 0)
        assert 0 < each["median_ms"] <= each["longest_ms"]
        assert each["memory_mb"] > 0
        assert (each["acknowledged_p95_ms"] is not None) == (platform == "discord")
    assert len(report["targets"]) == (6 if platform == "discord" else 5)
    for limit, met in report["targets"].items():
        if " at most " in limit:
            name, figure, most = limit.replace(": ", " at most ").split(" at most ")
            assert met == (report["runs"][name][figure] <= float(most))
    assert report["targets"]["nothing lost, nobody answered twice"]
    assert platform in as_table(report)


def test_a_quick_run_of_recommender_processes(tmp_path: Path) -> None:
    """--recommenders answers in the bot's process and in one of its own, as one person and as many; all is told."""
    run = _bench("--recommenders", "0,1", "--quick", "--json", "--catalogue", _catalogue(tmp_path, 12))
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    none, one = report["recommenders"]
    assert (none["processes"], one["processes"]) == (0, 1)
    assert none["recommender_mb"] == 0 < one["recommender_mb"] < one["memory_mb"]
    for each in (none, one):
        assert [those["photos"] for those in each["at_once"]] == [1, 4, 16]
        assert all(0 < those["median_ms"] <= those["p95_ms"] and those["per_second"] > 0 for those in each["at_once"])
    assert "photos at once" in processes_table(report)


@pytest.mark.timeout(600)
def test_a_quick_run_of_all_forms_of_a_feed() -> None:
    """--feeds reads the same products in each form, all of them, by the platform whose form it is."""
    run = _bench("--feeds", "--quick", "--json", "--products", "50")
    forms = json.loads(run.stdout)["forms"]
    assert {name: one["read_as"] for name, one in forms.items()} == dict.fromkeys(forms, "google") | {"yml": "yml"}
    assert {one["products"] for one in forms.values()} == {50}
    assert all(one["rows_per_second"] > 0 and one["peak_mb"] > 0 for one in forms.values())


def test_a_quick_run_behind_long_texts(tmp_path: Path) -> None:
    """--texts sends a photo behind two long texts; everybody is answered, and the waits are told."""
    run = _bench("--texts", "--quick", "--json", "--products", "60", "--catalogue", _catalogue(tmp_path, 12))
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert report["setup"]["turns"] == 2
    for name in ("alone_ms", "behind_two_texts_ms", "texts_ms"):
        assert 0 < report[name]["median"] <= report[name]["longest"]
    assert len(report["targets"]) == 1


def test_a_quick_run_of_searches(tmp_path: Path) -> None:
    """--searches asks in all languages; everybody is answered, and where the time goes is told."""
    run = _bench("--searches", "--quick", "--json", "--products", "60", "--catalogue", _catalogue(tmp_path, 12))
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert report["setup"]["searches"] == 35
    assert len(report["by_kind_ms"]) == 6
    assert 0 < report["searches_ms"]["median"] <= report["searches_ms"]["longest"]
    assert report["cpu_ms_per_answer"]["event loop"] > 0
    assert report["calls_per_answer"]["sendMessage"] >= 1


def test_a_report_over_a_few_queries() -> None:
    """--report makes up a year of queries, counts them all, and says what that took."""
    run = _bench("--report", "300", "--json")
    assert run.returncode == 0, run.stderr
    reports = json.loads(run.stdout)["reports"]
    assert reports["a year"]["queries"] == 300 > reports["its last month"]["queries"] > 0
    assert reports["a year"]["cpu_s"] > 0


@pytest.mark.timeout(600)
def test_a_quick_run_at_one_rate(tmp_path: Path) -> None:
    """--load asks both bots with photos at the same moments; every photo is answered, the shares are those of the
    waits, and the plot is a picture."""
    pytest.importorskip("tensorflow", reason="the plain stack needs the train extra")
    catalogue, plot = _catalogue(tmp_path, 12), tmp_path / "plot.png"
    run = _bench("--load", "--quick", "--json", "--catalogue", catalogue, "--plot", plot, "--processes", 1)
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert [(side["name"], side["processes"]) for side in report["sides"]] == [
        ("Lookalike, 1 recommender process", 1),
        ("the plain stack", None),
    ]
    for side in report["sides"]:
        (step,) = side["steps"]
        assert (step["per_second"], step["sent"], step["answered"]) == (4.0, 8, 8)
        assert 0 < step["median_ms"] <= step["p95_ms"] <= step["longest_ms"]
        assert step["in_time"] == (step["p95_ms"] <= report["setup"]["limit_ms"])
        assert (side["served_per_second"] is not None) == step["in_time"]
        assert 0 < step["first_cpu_ms"] <= step["cpu_ms"]
    with Image.open(plot) as picture:
        assert picture.size == (1050, 600)
    assert "the plain stack" in load_table(report)


@pytest.mark.timeout(600)
def test_sizes_in_turn(tmp_path: Path) -> None:
    """Two sizes of one tiny shop: each kind of question in both, beside comparing all, and a reindex that writes prices
    alone. What is grown is kept for the next time."""
    given = ("--quick", "--json", "--catalogue", _catalogue(tmp_path, 12), "--grown", tmp_path / "grown")
    run = _bench("--scale", "12,60", *given)
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert [each["kind"] for each in report["answers"]] == list(KINDS)
    for each in report["answers"]:
        first, last = (each["by_size"][size]["ms"]["p50"] for size in ("12", "60"))
        assert each["ratio"] == pytest.approx(last / first, rel=0.05)
        assert each["met"] == (each["ratio"] <= each["target"])
        assert each["same_as_exact"] == {"60": 1.0}
    assert [each["products"] for each in report["sizes"]] == [12, 60]
    assert [each["reindex"]["changed"] for each in report["sizes"]] == [1, 1]
    assert report["milvus"] is None
    assert sorted(each.name for each in (tmp_path / "grown").iterdir()) == ["12", "60", "catalogue"]
    assert "as exact" in scale_table(report)


@pytest.mark.timeout(600)
def test_a_size_in_milvus(tmp_path: Path) -> None:
    """--milvus puts the largest size into a server, asks that in turn, too, and puts there what a reindex changes."""
    needs_standalone()
    given = ("--quick", "--json", "--catalogue", _catalogue(tmp_path, 12), "--milvus")
    run = _bench("--scale", "300", *given)
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    for each in report["answers"]:
        assert each["same_as_exact"] == {"300": 1.0, "Milvus": 1.0}
        assert set(each["by_size"]["Milvus"]) == {"ms", "cpu_ms", "search_ms", "server_cpu_ms"}
    assert report["milvus"]["products"] == 300
    whole, again = report["milvus"]["published"]
    assert whole["seconds"] > 0 and again["seconds"] > 0
    assert whole["server_mb"] > 100
    assert "Milvus: opened" in scale_table(report)
