"""Who may import whom (docs/architecture.md): the layers go downwards, and a feature's doors stay its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "app"
ROWS = (
    {"pwa", "pages"},
    {"open311", "crew", "liaisons", "insights"},
    {"delivery"},
    {"cases"},
    {"notices", "guide", "followers"},
    {"photos", "places", "people", "city"},
)
FEATURES = set.union(*ROWS)
RANK = {feature: rank for rank, row in enumerate(ROWS) for feature in row}
BUILDERS = {"app", "app.serve"}  # what puts the parts together may know them all
DOORS = {"routes", "api", "cli", "jobs", "forms"}
NO_FLASK = {"models", "operations", "queries", "workflow"}


def modules() -> Iterator[tuple[str, Path]]:
    for file in sorted(APP.rglob("*.py")):
        if "migrations" not in file.parts:
            yield ".".join(("app", *file.relative_to(APP).with_suffix("").parts)).removesuffix(".__init__"), file


MODULES = dict(modules())


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def feature_of(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "app" and parts[1] in FEATURES else None


def last_word(name: str) -> str:
    return name.split(".")[2] if name.count(".") >= 2 else ""


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_downwards(name: str) -> None:
    own = feature_of(name)
    for imported in imports(MODULES[name]):
        other = feature_of(imported)
        if other is None or other == own or name in BUILDERS:
            continue
        assert own is not None, f"{name} is of the frame and imports {imported}"
        assert RANK[other] > RANK[own], f"{name} imports {imported}, which is not below it"


@pytest.mark.parametrize("name", MODULES)
def test_the_doors_of_a_feature_are_its_own(name: str) -> None:
    own = feature_of(name)
    for imported in imports(MODULES[name]):
        if feature_of(imported) in {None, own} or name in BUILDERS:
            continue
        assert last_word(imported) not in DOORS, f"{name} uses a door of another feature: {imported}"


@pytest.mark.parametrize("name", [name for name in MODULES if last_word(name) in NO_FLASK])
def test_what_does_the_work_knows_no_flask(name: str) -> None:
    assert not [imported for imported in imports(MODULES[name]) if imported.split(".")[0] == "flask"]


@pytest.mark.parametrize("name", MODULES)
def test_imports_stand_at_the_top(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inner = [n for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)]
    assert not inner, f"{name}:{inner[0].lineno} imports inside a function"


@pytest.mark.parametrize("name", MODULES)
def test_files_stay_under_300_lines(name: str) -> None:
    assert len(MODULES[name].read_text("utf-8").splitlines()) < 300


@pytest.mark.parametrize(
    "name", [n for n in MODULES if last_word(n) in {"models", "operations", "queries", "workflow", "forms"}]
)
def test_only_doors_commit(name: str) -> None:
    assert "commit(" not in MODULES[name].read_text("utf-8")


def test_nothing_in_the_code_knows_a_city() -> None:
    names = {pack.name for pack in (APP / "city" / "packs").iterdir() if pack.is_dir()} | {"philly", "stoop-311"}
    for name, file in MODULES.items():
        text = file.read_text("utf-8").casefold()
        found = [word for word in names if word in text]
        assert not found or name == "app.config", f"{name} knows {found}"
