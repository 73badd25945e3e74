"""What there is to translate: the marked messages of the app, and the texts of a city pack."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract

KEYWORDS: dict[str, Any] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
COMMENT_TAGS = ("i18n:",)
# As create_app() sets them: they decide about the white space inside {% trans %}.
TEMPLATE_OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false", "encoding": "utf-8"}
SHOWN_COMMENTS = 3
# A safe one: it makes only words, lists and maps of them. The C parser takes what the pack's own reader takes
# (a question mark before a bracket is an error to the other).
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a pack and, for the translator, where it stands."""

    source: str
    where: str
    context: str | None = None


def app_template(root: Path) -> Catalog:
    """Every message that Python and the page templates mark."""
    template = Catalog()
    for path in sorted((root / "app").rglob("*.py")):
        _extract(template, path, "python", {"encoding": "utf-8"})
    for path in sorted((root / "app" / "templates").rglob("*.*")):
        _extract(template, path, "jinja2.ext:babel_extract", TEMPLATE_OPTIONS)
    return template


def _extract(template: Catalog, path: Path, method: str, options: dict[str, str]) -> None:
    with path.open("rb") as handle:
        found = extract(method, handle, KEYWORDS, COMMENT_TAGS, options, strip_comment_tags=True)
        for _line, message, comments, context in found:
            notes = [" ".join(" ".join(comments).split())] if comments else []
            template.add(message, auto_comments=notes, context=context)


def pack_languages(folder: Path) -> list[str]:
    """The tags that the pack lists."""
    return list(_read(folder / "city.yaml")["languages"])


def pack_template(folder: Path) -> Catalog:
    """Every text of a pack, in the pack's order."""
    places: dict[tuple[str, str | None], list[str]] = {}
    for text in _pack_texts(folder):
        if text.source:
            places.setdefault((text.source, text.context), []).append(text.where)
    template = Catalog()
    for (source, context), where in places.items():
        template.add(source, auto_comments=_shortened(where), context=context)
    return template


def _shortened(where: list[str]) -> list[str]:
    rest = len(where) - SHOWN_COMMENTS
    return where if rest <= 0 else [*where[:SHOWN_COMMENTS], f"and {rest} more"]


def _read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=Loader)  # noqa: S506


def _entries(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for path in (folder / f"{name}.yaml", *sorted((folder / name).glob("*.yaml"))):
        if path.is_file():
            yield from _read(path) or ()


def _pack_texts(folder: Path) -> Iterator[Text]:
    """Neighbourhoods are left out: their names stay as they are in every language."""
    town = _read(folder / "city.yaml")
    yield Text(town["name"], "the city's name")
    yield Text(town["outside_help"], "for somebody whose place is outside the city")
    for group in town["groups"]:
        yield Text(group["name"], f"heading of a group of services ({group['code']})")
    for agency in _entries(folder, "agencies"):
        yield Text(agency["name"], f"an agency ({agency['code']})")
    for service in _entries(folder, "services"):
        yield from _service_texts(service)
    for stop in _entries(folder, "stops"):
        yield from _stop_texts(stop)


def _service_texts(service: dict[str, Any]) -> Iterator[Text]:
    where = f"service {service['code']}"
    yield Text(service["name"], f"{where}: its name")
    yield Text(service["description"], f"{where} ({service['name']}): what it is")
    yield _keywords(service, f"{where} ({service['name']})")
    for question in service.get("questions", ()):
        yield from _question_texts(question, where)


def _question_texts(question: dict[str, Any], service: str) -> Iterator[Text]:
    yield Text(question["label"], f"{service}: question {question['code']}")
    yield Text(question.get("hint", ""), f"{service}: hint below question {question['code']}")
    for value in question.get("values", ()):
        yield Text(value["name"], f"{service}: an answer to “{question['label']}”")


def _stop_texts(stop: dict[str, Any]) -> Iterator[Text]:
    where = f"stop ({stop['code']})"
    yield Text(stop["title"], f"{where}: its title")
    yield Text(stop["text"], f"{where}: whom to ask instead")
    yield Text(stop.get("phone_label", ""), f"{where}: who answers its phone")
    yield _keywords(stop, where)


def _keywords(entry: dict[str, Any], where: str) -> Text:
    note = "words that residents really type, with commas between them; as many or as few as your language has"
    return Text(", ".join(entry.get("keywords", ())), f"{where}: {note}", "keywords")
