"""Holds the parts of a page against the schema, and says in plain words, with the line, what does not fit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from app.city.errors import Mistake
from app.city.schema import Entry
from app.city.yaml_lines import Page, Tree, Way

E = TypeVar("E", bound=Entry)
T = TypeVar("T")

# pydantic's error types in our words; the rest keep pydantic's.
WORDS = {
    "string_type": "must be text",
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "tuple_type": "must be a list",
    "model_type": "must be a group of keys",
    "too_short": "needs at least {min_length}, not {actual_length}",
    "literal_error": "must be {expected}",
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
}


@dataclass(frozen=True, slots=True)
class Part(Generic[E]):
    """One entry that fits the schema, and where it stands."""

    entry: E
    page: Page
    way: Way = ()

    def mistake(self, text: str, *way: str | int) -> Mistake:
        """A mistake in this entry, at `way` from it."""
        return self.page.mistake((*self.way, *way), text)

    def where(self, *way: str | int) -> str:
        """`file:line` of the part at `way`, for sentences that point at it."""
        return f"{self.page.file}:{self.page.line_of((*self.way, *way))}"


@dataclass(slots=True)
class Sheet(Generic[E]):
    """The entries of one kind, from one file or more."""

    parts: list[Part[E]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    is_whole: bool = True

    def knows(self, code: str) -> bool:
        """Whether an entry has this code, even one with mistakes; a file that is not readable may have any."""
        return code in self.codes or not self.is_whole

    @property
    def entries(self) -> Iterator[E]:
        """The entries without their places."""
        return (part.entry for part in self.parts)


def read_sheet(kind: type[E], code: str, pages: Iterable[Page | None], mistakes: list[Mistake]) -> Sheet[E]:
    """Validate pages that each hold a list of `kind`, known by the key `code`; mistakes are collected."""
    sheet: Sheet[E] = Sheet()
    adapter = TypeAdapter(kind)
    for page in pages:
        if page is None or not isinstance(page.tree, list):
            sheet.is_whole = False
            mistakes.extend([page.mistake((), "the file must hold a list, each entry with a `-`")] if page else ())
            continue
        for at, tree in enumerate(page.tree):
            if isinstance(tree, dict):
                sheet.codes.add(str(tree.get(code)))
            entry = validated(adapter, tree, page, (at,), mistakes)
            sheet.parts.extend([Part(entry, page, (at,))] if entry else ())
    return sheet


def validated(kind: TypeAdapter[T], tree: Tree, page: Page, way: Way, mistakes: list[Mistake]) -> T | None:
    """The part of `page` at `way` as a `kind`, or None and every reason why not in `mistakes`."""
    try:
        return kind.validate_python(tree)
    except ValidationError as error:
        for detail in _causes(error.errors(include_url=False)):
            mistakes.append(page.mistake((*way, *detail["loc"]), _explained(detail)))
        return None


def _causes(details: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Without the lists that are too short only because pydantic does not count their bad entries."""
    inside = {detail["loc"][:length] for detail in details for length in range(len(detail["loc"]))}
    return (detail for detail in details if detail["type"] != "too_short" or detail["loc"] not in inside)


def _explained(detail: ErrorDetails) -> str:
    place = detail["loc"][-1] if detail["loc"] else 0
    if detail["type"] == "missing":
        return f"`{place}` is missing" if isinstance(place, str) else f"part {place + 1} is missing"
    if detail["type"] == "extra_forbidden":
        return f"`{place}` does not belong here" + _suggestion(str(place))
    sentence = _sentence(detail["type"], detail["msg"], detail.get("ctx", {}))
    given = f", not {detail['input']!r}" if isinstance(detail["input"], str) and "must be" in sentence else ""
    return (f"`{place}`: " if isinstance(place, str) else "") + sentence + given


def _sentence(kind: str, message: str, facts: dict[str, Any]) -> str:
    if kind == "value_error":
        return str(facts["error"])
    return WORDS[kind].format(**facts) if kind in WORDS else message


def _suggestion(key: str) -> str:
    known = {name for entry in Entry.__subclasses__() for name in entry.model_fields}
    close = get_close_matches(key, known, n=1)
    return f": did you mean `{close[0]}`?" if close else ""
