"""What stands on the page in a language: looked up in the catalogues, so that tests read in English."""

import gettext
from pathlib import Path

from app.config import PACKS, ROOT


class Words:
    """`Words("es")("Continue")` is what a Spanish reader sees on that button."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        locale = tag.replace("-", "_")
        self._app = _catalogue(ROOT / "translations", locale, "messages")
        self._city = _catalogue(PACKS / "philadelphia" / "translations", locale, "city")

    def __call__(self, text: str, **values: object) -> str:
        return self._app.gettext(text) % values if values else self._app.gettext(text)

    def of_city(self, text: str) -> str:
        """A text of the city pack: a service, a question, an answer."""
        return self._city.gettext(text)


def _catalogue(folder: Path, locale: str, domain: str) -> gettext.NullTranslations:
    return gettext.translation(domain, str(folder), [locale], fallback=True)
