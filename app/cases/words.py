"""What somebody wrote, as a reader of some language meets it: the words, whose translation, and what is to be said."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.cases.models import Event, Translation
from app.i18n import current_language


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's words; `language` is None where nobody knows it."""

    text: str
    language: str | None
    translation: Translation | None = None
    is_foreign: bool = False  # written in another language than the reader's, as far as anybody knows

    @property
    def is_untranslated(self) -> bool:
        """Whether the reader should be told that these words are in another language only."""
        return self.is_foreign and self.translation is None


def words_of(event: Event, translations: Mapping[int, Translation], *, is_own: bool) -> Words | None:
    """The words of an event for this reader; whoever wrote them reads them as they were written."""
    if not event.words or not (is_own or event.has_shown_words):
        return None
    language = event.words_language
    is_foreign = not is_own and language not in {None, current_language()}
    return Words(event.words, language, translations.get(event.id) if is_foreign else None, is_foreign)
