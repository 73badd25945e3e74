"""Migrations go up and down with data in the tables, and end at what the models say."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from app import create_app
from app.extensions import Model, db
from tests.client import CheckingClient
from tests.conftest import count, settings_for
from tests.factories import Phone, declared, photo, sent

VERSIONS = Path(__file__).resolve().parents[2] / "app" / "migrations" / "versions"


def test_versions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(file.name[:4]) for file in VERSIONS.glob("*.py"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_up_and_down_and_up_again_with_rows(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))
    app.test_client_class = CheckingClient
    with app.app_context():
        upgrade()
        context = MigrationContext.configure(db.session.connection(), opts={"compare_type": True})
        assert not compare_metadata(context, Model.metadata)
        db.session.remove()
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        sent(client, photos=[declared(photo())])
        assert (count("cases"), count("photos")) == (1, 1)
        db.session.remove()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        assert count("cases") == 0
        db.session.remove()
        db.engine.dispose()


def test_each_step_down_and_up_again_keeps_the_rows_before_it(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))
    app.test_client_class = CheckingClient
    with app.app_context():
        upgrade()
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        phone = Phone(client)
        phone.put(phone.report(photos=[declared(photo())]))
        phone.add(phone.addition())
        tables = ("cases", "reports", "events", "dispatches", "photos")
        before = [count(table) for table in tables]
        for version in range(len(list(VERSIONS.glob("*.py"))) - 1, 0, -1):
            db.session.remove()
            downgrade(revision=f"{version:04}")
            assert [count(table) for table in tables] == before
            db.session.remove()
            upgrade()
            assert [count(table) for table in tables] == before
        assert phone.add(phone.addition()).status_code == 201
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("file", sorted(VERSIONS.glob("*.py")), ids=lambda file: file.stem)
def test_a_migration_speaks_to_both_stores(file: Path) -> None:
    text = file.read_text("utf-8")
    assert "execute(" not in text or "dialect" in text
    assert text.count("sqlite_where") == text.count("postgresql_where")
