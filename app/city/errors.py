"""What can be wrong with a city pack, and with what is asked of it."""

from collections.abc import Iterable
from dataclasses import dataclass

import click

from app.errors import NotFound
from app.i18n import _l


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing to mend in a pack: the file (as seen from the pack's folder), its line from 1, what is wrong."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class PackError(click.ClickException):
    """A city pack that cannot be used, with every mistake in it.

    It is raised while the application starts, before any command runs: as a ClickException it is shown by every
    `flask` command as plain lines instead of a traceback.
    """

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))

    def show(self, file: object = None) -> None:
        """Print one `file:line: mistake` to a line, on standard error."""
        click.echo(self.message, err=True)


class UnknownService(NotFound):
    """A service code that no service of this city has, or ever had."""

    code = "unknown_service"
    message = _l("We do not know this kind of problem.")
