"""The extensions, unbound; `create_app` binds them."""

from typing import cast

from flask_babel import Babel
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData, Table
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """Base of every table. Constraints have names, so that migrations can change them on both stores."""

    metadata = MetaData(naming_convention=NAMING)


def table_of(model: type[Model]) -> Table:
    """The table of a model, for what moves rows without building entities."""
    return cast(Table, model.__table__)


# Rows stay as they are after a commit: what was just stored is answered without reading it again.
db = SQLAlchemy(disable_autonaming=True, session_options={"expire_on_commit": False})
migrate = Migrate()
babel = Babel()
