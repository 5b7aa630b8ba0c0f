"""Who may import whom (DESIGN.md), as a checker that reads the sources; tests/test_imports.py uses it.

Imports count wherever they stand: at the top, inside a function, under TYPE_CHECKING, or as a literal in
`importlib.import_module("...")`. For cycles alone, those under TYPE_CHECKING are left out, because they never run.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("bot", "recommender")

# What crosses the recommender's boundary; every part of it may know these.
_BOUNDARY = (
    "recommender.answers",
    "recommender.errors",
    "recommender.product",
    "recommender.taxonomy",
    "recommender.protocols",
    "recommender.query",
    "recommender.colours",
)

# What a part may import of this repository. The longest entry that fits a module counts; `{family}` stands for the
# front end that the module belongs to ("web" for bot.frontends.web.pictures).
_MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "bot.app": ("bot", "recommender"),
    "bot.__main__": ("bot.app", "bot.config"),
    "bot.frontends": (
        "bot.frontends.{family}",
        "bot.conversation",
        "bot.messages",
        "bot.texts",
        "bot.ports",
        "bot.config",
        "bot.secret",
    ),
    "bot.conversation": ("bot.conversation", "bot.messages", "bot.texts", "bot.ports"),
    "bot.texts": ("bot.texts", "bot.messages"),
    "bot.messages": (),
    "bot.secret": (),
    "bot.ports": ("bot.messages", "recommender.answers", "recommender.errors", "recommender.product"),
    "bot.config": ("bot.config", "bot.config_reader", "bot.secret", "bot.messages"),
    "bot.config_reader": ("bot.secret",),
    "bot.store": ("bot.store", "bot.messages", "bot.ports", "bot.secret"),
    # The photos' way to the recommender, and that alone.
    "bot.worker": ("bot.worker", "bot.messages", "bot.ports", "recommender"),
    # Of the files of the composition root, the one that keeps front ends running knows only what a front end is.
    "bot.app.supervisor": ("bot.messages", "bot.logs"),
    "recommender": ("recommender",),
    # In the order in which a photo passes them: none looks ahead.
    "recommender.photo": ("recommender.photo", *_BOUNDARY),
    "recommender.network": ("recommender.network", "recommender.photo", *_BOUNDARY),
    "recommender.index": ("recommender.index", "recommender.network", "recommender.photo", *_BOUNDARY),
    "recommender.ranking": ("recommender.ranking", "recommender.index", "recommender.network", *_BOUNDARY),
    "recommender.catalogue": ("recommender.catalogue", *_BOUNDARY),
}

# Any other module of the bot sees the plain parts only; who needs more is given it by app.
_DEFAULT = ("bot.messages", "bot.ports", "bot.config", "bot.secret", "bot.texts")

# Where alone a package from outside may be imported.
_ONLY_IN: dict[str, tuple[str, ...]] = {
    "sklearn": ("recommender.index.search",),
    "ai_edge_litert": ("recommender.network.embedder",),
    "tflite_runtime": (),
    "tensorflow": ("recommender.training",),
    "keras": ("recommender.training",),
    "cv2": ("recommender.training",),
    "matplotlib": ("recommender.training",),
    "pillow_heif": ("recommender.photo.decoding",),
    "kagglehub": (),  # scripts/download_catalogue alone
    "telegram": ("bot.frontends.telegram",),
    "discord": ("bot.frontends.discord",),
    "aiohttp": ("bot.frontends",),
    "aiosqlite": ("bot.store",),
    "sqlite3": ("bot.store",),
    "numpy": ("recommender",),
    "PIL": ("recommender",),
    # Artefacts are data: what these read can run code of whoever wrote it.
    "pickle": (),
    "joblib": (),
    "dill": (),
    "cloudpickle": (),
    "shelve": (),
    "marshal": (),
}

_DECODES_IMAGES = "recommender.photo.decoding"
# Lazy by name: a module that is looked up in a table of this repository's own names.
_MAY_IMPORT_BY_VARIABLE = ("recommender", "bot.app.run")


@dataclass(frozen=True, slots=True)
class Import:
    """One name that a module imports: `target` is dotted, `runs` is False under TYPE_CHECKING."""

    target: str
    line: int
    runs: bool


def violations(root: Path) -> list[str]:
    """Every broken rule below `root`, the folder of `bot` and `recommender`, as "file:line: what"."""
    modules = _modules(root)
    found: list[str] = []
    graph: dict[str, set[str]] = {}
    for module, path in modules.items():
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        where = path.relative_to(root).as_posix()
        imports = list(_imports(tree, module, path.name == "__init__.py", modules))
        found += [f"{where}:{i.line}: {why}" for i in imports for why in _judge(module, i.target)]
        found += [f"{where}:{line}: {why}" for line, why in _calls(tree, module)]
        graph[module] = {i.target for i in imports if i.runs and i.target in modules and i.target != module}
    found += [f"import cycle: {' -> '.join(cycle)}" for cycle in _cycles(graph)]
    return sorted(set(found))


def _modules(root: Path) -> dict[str, Path]:
    """Dotted name -> file, for every module of the packages."""
    found: dict[str, Path] = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def _is_within(module: str, prefixes: tuple[str, ...]) -> bool:
    """Whether a module is one of these, or lies in one of them."""
    return any(module == p or module.startswith(p + ".") for p in prefixes)


def _is_type_checking(node: ast.AST) -> bool:
    if not isinstance(node, ast.If):
        return False
    test = node.test
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


def _imports(tree: ast.Module, module: str, is_package: bool, known: Collection[str]) -> Iterator[Import]:
    """All imports of a module; `from x import y` is x.y where that is a module, else x."""
    package = module if is_package else module.rpartition(".")[0]

    def walk(node: ast.AST, runs: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, runs) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                base = ".".join([*parents[: len(parents) - node.level + 1], *([base] if base else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield Import(whole if whole in known else base, node.lineno, runs)
        elif isinstance(node, ast.Call) and _name_of(node.func) in _IMPORTING_CALLS and node.args:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield Import(argument.value, node.lineno, runs)
        if isinstance(node, ast.If) and _is_type_checking(node):
            for statement in node.body:
                yield from walk(statement, False)
            for statement in node.orelse:
                yield from walk(statement, runs)
            return
        for child in ast.iter_child_nodes(node):
            yield from walk(child, runs)

    yield from walk(tree, True)


_IMPORTING_CALLS = ("importlib.import_module", "import_module", "__import__")


def _name_of(node: ast.expr) -> str:
    """The dotted name of an expression, as far as it is one."""
    if isinstance(node, ast.Attribute):
        inner = _name_of(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return node.id if isinstance(node, ast.Name) else ""


def _judge(module: str, target: str) -> Iterator[str]:
    top = target.partition(".")[0]
    if top in PACKAGES:
        # What a front end is stands in the package's own file; each may see that, and no other front end.
        shared = target == "bot.frontends" and _is_within(module, ("bot.frontends", "bot.app.supervisor"))
        if not shared and not _is_within(target, _allowed(module)):
            yield f"{module} must not import {target}"
    elif top in _ONLY_IN and not _is_within(module, _ONLY_IN[top]):
        yield f"{module} must not import {top}"


def _allowed(module: str) -> tuple[str, ...]:
    fitting = [part for part in _MAY_IMPORT if _is_within(module, (part,))]
    if not fitting:
        return _DEFAULT
    family = module.removeprefix("bot.frontends.").partition(".")[0]
    return (*(entry.format(family=family) for entry in _MAY_IMPORT[max(fitting, key=len)]), module)


def _calls(tree: ast.Module, module: str) -> Iterator[tuple[int, str]]:
    """Calls that no import shows: decoding an image elsewhere, unpickling arrays, importing by a variable."""
    from_pil = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "PIL.Image"
        for alias in node.names
        if alias.name == "open"
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name_of(node.func)
        opens = name.endswith("Image.open") or name in from_pil
        if opens and module != _DECODES_IMAGES:
            yield node.lineno, f"{module} must not decode images, only {_DECODES_IMAGES} does"
        by_variable = name in _IMPORTING_CALLS and bool(node.args) and not isinstance(node.args[0], ast.Constant)
        if by_variable and module not in _MAY_IMPORT_BY_VARIABLE:
            yield node.lineno, f"{module} must not import by a variable, which no reader can check"
        for keyword in node.keywords:
            is_false = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
            if keyword.arg == "allow_pickle" and not is_false:
                yield node.lineno, f"{module} must not unpickle arrays"


def _cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """One cycle for each group of modules that import each other (found depth first), the smallest name first."""
    done: set[str] = set()
    cycles: list[list[str]] = []

    def visit(module: str, path: list[str]) -> None:
        if module in path:
            cycle = path[path.index(module) :]
            start = cycle.index(min(cycle))
            turned = [*cycle[start:], *cycle[:start]]
            if [*turned, turned[0]] not in cycles:
                cycles.append([*turned, turned[0]])
            return
        if module in done:
            return
        for other in sorted(graph.get(module, ())):
            visit(other, [*path, module])
        done.add(module)

    for module in sorted(graph):
        visit(module, [])
    return cycles
