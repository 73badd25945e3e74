"""What the worker tidies of mails."""

from app.database import reading
from app.delivery import confirming
from app.extensions import db


def forget_asked() -> None:
    """Who asked to be written to is not known for longer than two days. It keeps no writer waiting where nothing is."""
    with reading():
        is_any = confirming.is_any_old()
        db.session.rollback()
    if is_any:
        confirming.forget_asked()
        db.session.commit()
