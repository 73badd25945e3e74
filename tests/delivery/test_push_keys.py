"""The pair of keys by which push services know us: there without anybody doing anything, and never lost silently."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import update

from app import clock, create_app
from app.config import Settings, SettingsError
from app.delivery import push_keys
from app.delivery.push_keys import PushKeys
from app.delivery.push_sender import NoKeys, PushSender, make_push_sender
from app.extensions import db
from app.followers.models import ACTIVE, PUSH, Channel, Follower
from tests.conftest import settings_for
from tests.delivery.push_messages import KEYS

SET = "c3Rvb3AgdGVzdHMgb25seSwgbm90aGluZyBzZWNyZXQ"


@pytest.fixture
def keys_app(app: Flask) -> Flask:
    """The application of a city that has no keys yet."""
    _forget(app)
    push_keys_file(app).unlink(missing_ok=True)
    return app


@contextmanager
def installation(folder: Path, **changes: str) -> Iterator[Flask]:
    """An application with other settings, as it begins."""
    app = create_app(settings_for(folder, **changes))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def runner(keys_app: Flask) -> FlaskCliRunner:
    return keys_app.test_cli_runner()


def push_keys_file(app: Flask) -> Path:
    return Path(app.config["SETTINGS"].data_dir) / "push_key"


def _forget(app: Flask) -> None:
    """As a process that starts."""
    app.extensions.pop("push_keys", None)


def somebody_subscribes() -> None:
    now = clock.now()
    follower = Follower(
        public_id=uuid4(),
        secret_hash=bytes(32),
        language="en",
        created_at=now,
        seen_at=now,
        counted_from=now,
    )
    db.session.add(follower)
    db.session.flush()
    db.session.add(
        Channel(
            follower_id=follower.id, kind=PUSH, address="https://fcm.googleapis.com/x", address_hash=bytes(32),
            keys={}, host="fcm.googleapis.com", state=ACTIVE, created_at=now,
        )
    )  # fmt: skip
    db.session.commit()


def test_the_keys_are_there_without_anybody_doing_anything(keys_app: Flask, inside: None) -> None:
    first = push_keys.public_key()
    assert first
    assert len(first) == 87
    assert push_keys_file(keys_app).stat().st_mode & 0o077 == 0
    _forget(keys_app)
    assert push_keys.public_key() == first


def test_a_browser_is_given_the_key_that_messages_are_signed_with(keys_app: Flask) -> None:
    shown = keys_app.test_client().get("/api/v1/push/key").get_json()
    with keys_app.app_context():
        assert shown == {"key": push_keys.keys().public}


def test_keys_may_come_from_the_settings(tmp_path: Path) -> None:
    with installation(tmp_path, push_key=SET):
        assert push_keys.public_key() == KEYS.public == PushKeys.read(SET + "=").public
    assert not (tmp_path / "push_key").exists()


@pytest.mark.parametrize("wrong", ["x", "A" * 43, "_" * 43, SET + SET, SET[:-1] + "é", "-----BEGIN PRIVATE KEY-----"])
def test_a_server_with_a_key_that_is_none_does_not_start(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(SettingsError, match="STOOP_PUSH_KEY"):
        create_app(settings_for(tmp_path, push_key=wrong))


def test_an_operator_sees_the_keys(runner: FlaskCliRunner, keys_app: Flask) -> None:
    first, again = (runner.invoke(args=["push", "keys"]) for _ in range(2))
    assert first.exit_code == again.exit_code == 0
    assert first.output == again.output
    lines = first.output.splitlines()
    assert len(lines[0]) == 87
    assert str(push_keys_file(keys_app)) in first.output
    assert push_keys_file(keys_app).read_text() not in first.output


def test_keys_are_not_made_anew_by_mistake(runner: FlaskCliRunner, keys_app: Flask, inside: None) -> None:
    kept = push_keys.public_key()
    somebody_subscribes()
    result = runner.invoke(args=["push", "keys", "--new"])
    assert result.exit_code != 0
    assert "1 browsers" in result.output
    assert "--force" in result.output
    _forget(keys_app)
    assert push_keys.public_key() == kept


def test_keys_are_made_anew_by_force_and_the_old_ones_stay_beside(
    runner: FlaskCliRunner, keys_app: Flask, inside: None
) -> None:
    kept, written = push_keys.public_key(), push_keys_file(keys_app).read_text()
    somebody_subscribes()
    result = runner.invoke(args=["push", "keys", "--new", "--force"])
    assert result.exit_code == 0, result.output
    assert push_keys.public_key() != kept
    (old,) = push_keys_file(keys_app).parent.glob("push_key.until-*")
    assert old.read_text() == written
    assert push_keys.count_subscriptions() == 0
    old.unlink()


def test_keys_that_are_set_are_changed_in_the_settings(tmp_path: Path) -> None:
    with installation(tmp_path, push_key=SET) as app:
        result = app.test_cli_runner().invoke(args=["push", "keys", "--new", "--force"])
    assert result.exit_code != 0
    assert "STOOP_PUSH_KEY" in result.output


def test_lost_keys_are_not_replaced_while_somebody_relies_on_them(
    runner: FlaskCliRunner, keys_app: Flask, inside: None
) -> None:
    push_keys.public_key()
    somebody_subscribes()
    push_keys_file(keys_app).unlink()
    _forget(keys_app)
    assert push_keys.public_key() is None
    assert isinstance(make_push_sender(), NoKeys)
    result = runner.invoke(args=["push", "keys"])
    assert result.exit_code != 0
    assert "Put it back" in result.output
    assert not push_keys_file(keys_app).exists()
    db.session.execute(update(Channel).values(state="gone"))
    db.session.commit()
    assert isinstance(make_push_sender(), PushSender)


@pytest.mark.parametrize("spoilt", [b"", b"\xff\xfe", b"A" * 43, b"half a ke"])
def test_a_spoilt_file_is_as_good_as_lost(runner: FlaskCliRunner, keys_app: Flask, inside: None, spoilt: bytes) -> None:
    push_keys_file(keys_app).write_bytes(spoilt)
    assert push_keys.public_key() is None
    assert runner.invoke(args=["push", "keys"]).exit_code != 0
    assert push_keys_file(keys_app).read_bytes() == spoilt
    assert runner.invoke(args=["push", "keys", "--new", "--force"]).exit_code == 0
    assert push_keys.public_key()
    for old in push_keys_file(keys_app).parent.glob("push_key.until-*"):
        old.unlink()


def test_an_operator_whom_nobody_can_reach_is_told(runner: FlaskCliRunner) -> None:
    assert "set STOOP_PUSH_CONTACT" in runner.invoke(args=["push", "keys"]).output


@pytest.mark.parametrize(
    ("changes", "contact"),
    [
        ({"push_contact": "push@city.example"}, "push@city.example"),
        ({"public_url": "https://311.city.example:8443"}, "postmaster@311.city.example"),
        ({}, "postmaster@stoop.invalid"),
    ],
)
def test_push_services_are_told_whom_to_write_to(tmp_path: Path, changes: dict[str, str], contact: str) -> None:
    with installation(tmp_path, **changes):
        assert push_keys.contact() == contact


@pytest.mark.parametrize("given", ["push@city.example", "a.b+c@x.city.example"])
def test_an_operator_names_an_address(tmp_path: Path, given: str) -> None:
    settings = Settings.from_env({"STOOP_DATA": str(tmp_path), "STOOP_PUSH_CONTACT": given})
    assert settings.push_contact == given


@pytest.mark.parametrize("name", ["STOOP_PUSH_CONTACT", "STOOP_PUSH_HOSTS"])
@pytest.mark.parametrize("wrong", ["nobody@", "https://x", "a b@c.de\n", "10.0.0.1", "*", "169.254.169.254", "a@b"])
def test_settings_that_mean_nothing_are_named(tmp_path: Path, name: str, wrong: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({"STOOP_DATA": str(tmp_path), name: wrong})
