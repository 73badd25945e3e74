"""A client that checks every page it fetches, so that no test can pass on a page that is broken."""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.i18n import NATIVE_NAMES

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
NAMES_BY_LABEL = frozenset({"input", "select", "textarea"})
UNLABELLED = frozenset({"hidden", "submit", "button"})
READ_ALOUD = ("alt", "aria-label", "content", "title")
CASE_NUMBER = re.compile(r"\b\d{4} \d{4} \d{2}\b")


class Page(HTMLParser):
    """What the checks need to know of a page: its elements in order, and the text inside some of them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {"title": [], "h1": []}
        self.open: list[str] = []
        self.inside_labels: list[dict[str, str]] = []
        self.mistakes: list[str] = []
        self.feed(html)
        self.close()
        self.mistakes += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        doubled = [name for name, count in Counter(name for name, _ in attrs).items() if count > 1]
        self.mistakes += [f"<{tag}> has {name} twice" for name in doubled]
        self.elements.append((tag, values))
        self._number(" | ".join(values.get(name, "") for name in READ_ALOUD))
        if tag in NAMES_BY_LABEL and "label" in self.open:
            self.inside_labels.append(values)
        if tag not in VOID:
            self.open.append(tag)
            if tag in self.texts:
                self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.mistakes.append(f"</{tag}> closes {self.open[-1:]}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if "bdi" not in self.open and "script" not in self.open:
            self._number(data)
        for tag in self.texts:
            if tag in self.open and not (tag == "title" and "svg" in self.open):
                self.texts[tag][-1] += data

    def _number(self, text: str) -> None:
        """Its parts change places where people read leftwards, unless markup or spaces that never break hold them."""
        self.mistakes += [f"nothing keeps {number} in order" for number in CASE_NUMBER.findall(text)]

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of this kind."""
        return [values for name, values in self.elements if name == tag]

    def first(self, tag: str) -> dict[str, str]:
        """The attributes of the first one."""
        return next(iter(self.all(tag)), {})


class CheckingClient(FlaskClient):
    """Follows the house rules of pages on every answer of type text/html."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        is_readable = response.mimetype == "text/html" and "Content-Encoding" not in response.headers
        if is_readable and not 300 <= response.status_code < 400:
            check(response)
        return response


def check(response: TestResponse) -> Page:
    """Fail with every house rule that this page breaks."""
    page = Page(response.get_data(as_text=True))
    path = response.request.path
    mistakes = [*page.mistakes, *_head(page, path), *_ids(page), *_media(page), *_forms(page), *_inline(page)]
    assert not mistakes, f"{path}: {mistakes}"
    return page


def _head(page: Page, path: str) -> list[str]:
    mistakes = []
    headings = [" ".join(text.split()) for text in page.texts["h1"]]
    title = " ".join(" ".join(page.texts["title"]).split())
    if len(headings) != 1:
        mistakes.append(f"{len(headings)} h1")
    elif not title.startswith(headings[0]):
        mistakes.append(f"title {title!r} does not start with {headings[0]!r}")
    html = page.first("html")
    wanted = path.split("/")[1] if path.count("/") >= 2 else html.get("lang", "")
    if wanted in NATIVE_NAMES and html.get("lang") != wanted:
        mistakes.append(f"lang is {html.get('lang')}, not {wanted}")
    direction = "rtl" if html.get("lang") in {"ar", "ur"} else "ltr"
    if html.get("dir") != direction:
        mistakes.append(f"dir is {html.get('dir')}")
    return mistakes


def _ids(page: Page) -> list[str]:
    counts = Counter(values["id"] for _tag, values in page.elements if "id" in values)
    mistakes = [f"id {name} is there {count} times" for name, count in counts.items() if count > 1]
    for tag, values in page.elements:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            missing = [word for word in values.get(name, "").split() if word not in counts]
            mistakes += [f"<{tag} {name}> points to {word}, which is not there" for word in missing]
    return mistakes


def _media(page: Page) -> list[str]:
    return [f"no alt for {values.get('src')}" for values in page.all("img") if "alt" not in values]


def _forms(page: Page) -> list[str]:
    mistakes = [f"a form without action: {form}" for form in page.all("form") if "action" not in form]
    labelled = {values.get("for") for values in page.all("label")}
    for tag in NAMES_BY_LABEL:
        for field in page.all(tag):
            known = field.get("id") in labelled or "aria-label" in field or "aria-labelledby" in field
            if not known and field not in page.inside_labels and field.get("type") not in UNLABELLED:
                mistakes.append(f"no label for {tag} {field.get('name')}")
    return mistakes


def _inline(page: Page) -> list[str]:
    mistakes = [
        f"<{tag}> has {name}"
        for tag, values in page.elements
        for name in values
        if name.startswith("on") or name == "style"
    ]
    mistakes += ["inline <style>" for _ in page.all("style")]
    scripts = [s for s in page.all("script") if "src" not in s and s.get("type") != "application/json"]
    return mistakes + ["inline <script>" for _ in scripts]
