"""Templates stay short and simple: they show, they do not calculate."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "app" / "templates"
FILES = sorted(str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.html"))
STATEMENTS = {
    "if", "elif", "else", "endif", "for", "endfor", "macro", "endmacro", "from", "extends", "block", "endblock",
    "call", "endcall", "include", "set", "import",
}  # fmt: skip


def source(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


@pytest.mark.parametrize("name", FILES)
def test_a_template_is_under_150_lines(name: str) -> None:
    assert len(source(name).splitlines()) < 150


@pytest.mark.parametrize("name", FILES)
def test_a_template_only_shows(name: str) -> None:
    used = set(re.findall(r"{%-?\s*(\w+)", source(name)))
    assert used <= STATEMENTS


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_inline_and_nothing_is_marked_safe(name: str) -> None:
    text = source(name)
    if name.startswith("email/"):  # mail programs know only styles that stand in the element
        text = re.sub(r'\sstyle="[^"{}]*"', "", text)
    assert not re.search(r"<style|\sstyle=|\son\w+=|\|\s*safe|javascript:", text)
    assert not re.search(r'<script(?![^>]*(src=|type="application/json"))', text)


@pytest.mark.parametrize("name", FILES)
def test_texts_are_marked_for_translation(name: str) -> None:
    names = r'{%-? block main_class -?%}[\w ]*|[\w-]+="[^"]*"|"\w+":|(?<=%} )required(?={%)'
    bare = re.sub(names, " ", source(name))
    bare = re.sub(r"{#.*?#}|{{.*?}}|{%.*?%}|<!--.*?-->", " ", bare, flags=re.DOTALL)
    bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>|&\w+;", " ", bare, flags=re.DOTALL)
    words = re.findall(r"[^\W\d_]{2,}", bare)
    assert not words, f"{name} shows {words[:8]} untranslated"


def test_styles_use_logical_sides_only() -> None:
    css = TEMPLATES.parents[1] / "static" / "css"
    physical = re.compile(
        r"(?<![\w-])(margin|padding|border|inset)?-?(left|right)\s*:|text-align:\s*(left|right)|float:\s*(left|right)"
    )
    for file in sorted(css.rglob("*.css")):
        bare = re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.DOTALL)
        assert not physical.search(bare), f"{file.name}: {physical.search(bare)}"
