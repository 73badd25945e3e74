"""Cities of a given size, made by `flask demo seed` and kept beside the system's temporary files between runs."""

import tempfile
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from app import create_app
from app.config import PACKS, Settings
from app.extensions import db


def city_of(cases: int) -> Flask:
    """An application on a store with that many cases."""
    folder = Path(tempfile.gettempdir()) / f"stoop-bench-{cases}"
    folder.mkdir(exist_ok=True)
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'stoop.db'}",
        city_pack=PACKS / "philadelphia",
        secret_key="bench",
        testing=True,
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
        count = db.session.execute(text("SELECT count(*) FROM cases")).scalar_one()
        db.session.remove()
    if count == 0:
        result = app.test_cli_runner().invoke(args=["demo", "seed", "--cases", str(cases)])
        assert result.exit_code == 0, result.output
    return app
