"""Whether a page is for everyone: axe finds nothing, no text is cut off, nothing scrolls sideways."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from app.config import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TEXT_FITS = Path(__file__).with_name("text_fits.js")
NARROW, FOUR_HUNDRED_PERCENT = {"width": 320, "height": 640}, {"width": 320, "height": 256}
COLOURS = ("color-contrast", "link-in-text-block")
ROOM = ("target-size", "scrollable-region-focusable")
# target-size is off unless its tag is asked for.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# axe takes the joined letters of Arabic, Urdu and Khmer for icon fonts and never judges their contrast: this makes it.
JUDGE_EVERY_SCRIPT = """() => axe.configure({rules: [{id: 'color-contrast', matches: (node) =>
  [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim())
  && !node.closest(':disabled, [aria-disabled=true], [inert], option') && node.checkVisibility()}]})"""
# What axe could not judge counts too, but for what lies under an open menu, and words of one letter (Korean has some).
RUN = """async (only) => {
  const { violations, incomplete } = await axe.run({runOnly: only});
  const UNJUDGED = new Set(['bgOverlap', 'elmPartiallyObscuring', 'shortTextContent']);
  const isPassedOver = (node) => node.any.some(({ data }) => UNJUDGED.has(data?.messageKey));
  const unjudged = incomplete.filter(({ id }) => id === 'color-contrast')
    .map((rule) => ({ ...rule, nodes: rule.nodes.filter((node) => !isPassedOver(node)) }));
  return [...violations, ...unjudged].flatMap(({ id, nodes }) => nodes.map((node) =>
    `${id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ').slice(0, 200)}`));
}"""

FILL_AS_PAINTED = """() => {
  for (const element of document.body.querySelectorAll('*')) {
    element.style.webkitTextFillColor = getComputedStyle(element).color;
  }
}"""
FILL_AS_EVER = """() => {
  for (const element of document.body.querySelectorAll('*')) element.style.removeProperty('-webkit-text-fill-color');
}"""


def problems_in_every_setting(page: Page) -> list[str]:
    """What is wrong with the page as it is now, in every setting that people use; 320 px are also 1280 at 400 %.

    The page stays as narrow as that.
    """
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    found = [f"narrow: {problem}" for problem in problems(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {problem}" for problem in problems(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    with forced_colours(page):
        found += [f"forced colours: {problem}" for problem in problems(page, COLOURS)]
    page.set_viewport_size(FOUR_HUNDRED_PERCENT)  # type: ignore[arg-type]
    found += [f"400 %: {problem}" for problem in problems(page, ROOM)]
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    return found


def problems(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """Everything that is wrong with how this page is now; with `rules` axe looks for these alone."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
        page.evaluate(JUDGE_EVERY_SCRIPT)
    only: dict[str, Any] = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    with whole_in_sight(page):
        found = page.evaluate(RUN, only)
    return [*found, *texts_that_do_not_fit(page)]


@contextmanager
def whole_in_sight(page: Page) -> Iterator[None]:
    """As high a screen as the page: what the bar at the foot covers is not judged."""
    size = page.viewport_size
    assert size
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    yield
    page.set_viewport_size(size)


@contextmanager
def forced_colours(page: Page) -> Iterator[None]:
    """The reader's own colours. Chromium paints letters in them and tells axe of others: here it tells the truth."""
    page.emulate_media(forced_colors="active")
    page.evaluate(FILL_AS_PAINTED)
    yield
    page.evaluate(FILL_AS_EVER)
    page.emulate_media(forced_colors="none")


def texts_that_do_not_fit(page: Page) -> list[str]:
    """Texts that are clipped, leave their box or the page, and pages that scroll sideways."""
    return list(page.evaluate(TEXT_FITS.read_text("utf-8")))
