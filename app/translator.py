"""The edge to a machine translator. There is none until a city plugs one in (`STOOP_TRANSLATOR`, docs/translators.md).

Whatever is plugged in belongs to somebody else: it may hang, raise or talk nonsense. It gets a thread of its own and
so many seconds; whoever asks gets its words, None, or NotTranslated.
"""

import pkgutil
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Protocol, cast

from flask import Flask, current_app

from app.config import Settings, SettingsError

SECONDS = 10.0
MOST_HANGING = 4


class Translator(Protocol):
    """What a city plugs in. It is called in threads, never in a request, and sees only what everybody may read."""

    def translate(self, text: str, *, source: str, target: str) -> str | None:
        """`text` in another language; None where it does not speak the two (BCP 47 tags, as in the city's pack).

        Whatever it raises means: try again later.
        """


Factory = Callable[[], Translator]


class NotTranslated(Exception):
    """No words came this time; says why, without a word of what was to be translated."""


class NullTranslator:
    """Speaks no language."""

    def translate(self, text: str, *, source: str, target: str) -> str | None:
        """See Translator."""
        return None


class GuardedTranslator:
    """Somebody else's translator, made when it is first needed, and given up on when it takes too long."""

    def __init__(self, factory: Factory, *, seconds: float = SECONDS) -> None:
        self._factory = factory
        self._seconds = seconds
        self._made: Translator | None = None
        self._hanging: list[Thread] = []

    def translate(self, text: str, *, source: str, target: str) -> str | None:
        """See Translator; raises NotTranslated and nothing else."""
        said = self._said(text, source, target)
        if isinstance(said, NotTranslated):
            raise said
        if said is not None and not isinstance(said, str):
            raise NotTranslated(f"it said a {type(said).__name__}")
        return said

    def _said(self, text: str, source: str, target: str) -> object:
        """A thread cannot be ended from outside: one that hangs is left behind, and there are never many of them."""
        self._hanging = [thread for thread in self._hanging if thread.is_alive()]
        if len(self._hanging) >= MOST_HANGING:
            raise NotTranslated("it hangs")
        said: SimpleQueue[object] = SimpleQueue()
        thread = Thread(target=self._ask, args=(said, text, source, target), name="translator", daemon=True)
        thread.start()
        try:
            return said.get(timeout=self._seconds)
        except Empty:
            self._hanging.append(thread)
            raise NotTranslated("it took too long") from None

    def _ask(self, said: SimpleQueue[object], text: str, source: str, target: str) -> None:
        try:
            self._made = self._made or self._factory()
            said.put(self._made.translate(text, source=source, target=target))
        except BaseException as error:  # noqa: BLE001  it is somebody else's, and its message may repeat the words
            said.put(NotTranslated(f"it raised {type(error).__name__}"))


def factory_named(path: str) -> Factory:
    """What a dotted path names, as in `translators.libre` or `translators:libre`; SettingsError where that is none."""
    try:
        factory = pkgutil.resolve_name(path)
    except (ValueError, ImportError, AttributeError) as error:
        raise SettingsError(f"STOOP_TRANSLATOR: cannot find {path!r}: {error}") from error
    if not callable(factory):
        raise SettingsError(f"STOOP_TRANSLATOR: {path!r} cannot be called")
    return cast(Factory, factory)


def init_app(app: Flask, settings: Settings) -> None:
    """Choose the translator, and let pages say whether there is one."""
    plugged_in = GuardedTranslator(factory_named(settings.translator)) if settings.translator else NullTranslator()
    app.extensions["translator"] = plugged_in
    app.jinja_env.globals["has_translator"] = is_plugged_in


def translator() -> Translator:
    """The application's translator."""
    return cast(Translator, current_app.extensions["translator"])


def is_plugged_in() -> bool:
    """Whether there is one at all."""
    return not isinstance(translator(), NullTranslator)
