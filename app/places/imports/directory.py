"""The names and streets of the store while files are read: they are few enough to be kept, and made where missing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from app.extensions import Model, db, table_of
from app.places.imports.records import StreetText
from app.places.models import Gram, Name, Street, StreetName
from app.places.spelling import StreetWords, grams_of, shown_name

CHUNK = 5000


class Directory:
    """Ids of names and streets by their keys."""

    def __init__(self) -> None:
        connection = db.session.connection()
        self._names = {row.key: row.id for row in connection.execute(select(Name.id, Name.key))}
        self._streets = {row.key: row.id for row in connection.execute(select(Street.id, Street.key))}
        calls = table_of(StreetName).c
        rows = connection.execute(select(calls.name_id, calls.street_id, calls.direction, calls.suffix))
        self._calls = {tuple(row) for row in rows}

    def name_ids(self, names: Iterable[Sequence[str]]) -> Mapping[str, int]:
        """Every one of these names has a row and its grams; {its words joined: its id}."""
        missing = {" ".join(words): words for words in names if " ".join(words) not in self._names}
        grams = {key: grams_of(words) for key, words in missing.items()}
        self._names |= _inserted(Name, [{"key": key, "gram_count": len(grams[key])} for key in missing])
        rows = [{"gram": gram, "name_id": self._names[key]} for key in missing for gram in sorted(grams[key])]
        insert_rows(Gram, rows)
        return self._names

    def street_ids(self, texts: Iterable[StreetText]) -> Mapping[str, int]:
        """Every one of these streets has a row and its own name; {key: id}."""
        missing = {street_key(one.words): one for one in texts if street_key(one.words) not in self._streets}
        self._streets |= _inserted(
            Street, [{"key": key, "name": shown_name(one.text), "address_count": 0} for key, one in missing.items()]
        )
        self.call([(one.words, self._streets[key]) for key, one in missing.items()], is_own=True)
        return self._streets

    def call(self, calls: Collection[tuple[StreetWords, int]], *, is_own: bool = False) -> int:
        """The streets are found by these names too; says how many of the names are new."""
        names = self.name_ids(words.base for words, _street_id in calls)
        wanted = {
            (names[" ".join(words.base)], street_id, words.direction, words.suffix): None for words, street_id in calls
        }
        new = [call for call in wanted if call not in self._calls]
        keys = ("name_id", "street_id", "direction", "suffix")
        insert_rows(StreetName, [dict(zip(keys, call, strict=True), is_own=is_own) for call in new])
        self._calls.update(new)
        return len(new)

    def find_street(self, words: StreetWords) -> int | None:
        """The street that is written so."""
        return self._streets.get(street_key(words))


def street_key(words: StreetWords) -> str:
    """One text for each street."""
    return "|".join((words.direction, " ".join(words.base), words.suffix))


def insert_rows(model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """The rows are in the caller's transaction."""
    if rows:
        db.session.connection().execute(insert(table_of(model)), rows)


def _inserted(model: type[Name] | type[Street], rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    insert_rows(model, rows)
    ids: dict[str, int] = {}
    for start in range(0, len(rows), CHUNK):
        keys = [row["key"] for row in rows[start : start + CHUNK]]
        found = db.session.connection().execute(select(model.id, model.key).where(model.key.in_(keys)))
        ids |= {row.key: row.id for row in found}
    return ids
