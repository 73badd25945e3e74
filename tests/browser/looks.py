"""Whether a page is for everyone: axe finds nothing, no text is cut off, nothing scrolls sideways."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from app.config import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TEXT_FITS = Path(__file__).with_name("text_fits.js")
# target-size is off unless its tag is asked for.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# axe takes the joined letters of Arabic, Urdu and Khmer for icon fonts and never judges their contrast: this makes it.
JUDGE_EVERY_SCRIPT = """() => axe.configure({rules: [{id: 'color-contrast', matches: (node) =>
  [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim())
  && !node.closest(':disabled, [aria-disabled=true], [inert], option') && node.checkVisibility()}]})"""
RUN = """async (only) => (await axe.run({runOnly: only})).violations.flatMap(({id, nodes}) =>
  nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ').slice(0, 200)}`))"""


def problems(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """Everything that is wrong with how this page is now; with `rules` axe looks for these alone."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
        page.evaluate(JUDGE_EVERY_SCRIPT)
    only: dict[str, Any] = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    return [*page.evaluate(RUN, only), *texts_that_do_not_fit(page)]


def texts_that_do_not_fit(page: Page) -> list[str]:
    """Texts that are clipped, leave their box or the page, and pages that scroll sideways."""
    return list(page.evaluate(TEXT_FITS.read_text("utf-8")))
