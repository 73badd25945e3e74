"""The pair of keys by which push services know us (VAPID, RFC 8292).

A browser's subscription is made for one public key and takes messages signed with its private key only: whoever loses
the pair loses every subscription. So it is made once, kept in STOOP_DATA/push_key (or given as STOOP_PUSH_KEY), and
never made anew where somebody relies on it.
"""

import base64
import binascii
import logging
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from flask import Flask, current_app
from sqlalchemy import func, select, update

from app.city.current import city
from app.config import Settings, SettingsError, kept_secret
from app.extensions import db
from app.followers.edges import register_key
from app.followers.models import GONE, PUSH, Channel

log = logging.getLogger(__name__)
FILE = "push_key"
NOBODY = "stoop.invalid"
CURVE = ec.SECP256R1()
BYTES = 32


class KeysLost(Exception):
    """The kept key is spoilt, or gone while browsers are subscribed with it. The operator puts it back."""


@dataclass(frozen=True)
class PushKeys:
    """A pair: PEM, as `webpush` reads it, and the public one as browsers want it (65 bytes, base64url)."""

    private_pem: bytes = field(repr=False)
    public_pem: bytes
    public: str

    @classmethod
    def read(cls, written: str) -> "PushKeys":
        """From the private number: 32 bytes as base64url. Raises SettingsError where it is none of this curve."""
        try:
            number = base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
            private = ec.derive_private_key(int.from_bytes(number, "big") if len(number) == BYTES else 0, CURVE)
        except (ValueError, binascii.Error):
            raise SettingsError("STOOP_PUSH_KEY: not a private key of P-256, 32 bytes as base64url") from None
        public = private.public_key()
        return cls(
            private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            _base64url(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)),
        )


def init_app(app: Flask) -> None:
    """Have browsers subscribe with our key; say at once where STOOP_PUSH_KEY is none (SettingsError)."""
    register_key(app, public_key)
    if given := app.config["SETTINGS"].push_key:
        app.extensions["push_keys"] = PushKeys.read(given)


def public_key() -> str | None:
    """What a page gives to `pushManager.subscribe` (applicationServerKey). None while the keys are lost."""
    try:
        return keys().public
    except KeysLost:
        log.error("push keys lost: nobody can subscribe; see `flask push keys`")
        return None


def keys() -> PushKeys:
    """The application's pair, made where nobody has one yet. Raises KeysLost."""
    known = current_app.extensions
    if "push_keys" not in known:
        known["push_keys"] = PushKeys.read(_settings().push_key) if are_set() else _kept()
    return cast(PushKeys, known["push_keys"])


def replace_keys(now: datetime) -> PushKeys:
    """Another pair from now on; the old one stays beside it, and no subscription is used any more. Flushes."""
    if (file := kept_file()).exists():
        file.rename(file.with_name(f"{FILE}.until-{now:%Y%m%dT%H%M%SZ}"))
    kept_secret(file, _made)
    db.session.execute(update(Channel).where(Channel.kind == PUSH).values(state=GONE))
    current_app.extensions.pop("push_keys", None)
    return keys()


def count_subscriptions() -> int:
    """How many browsers are subscribed."""
    is_live = (Channel.kind == PUSH) & (Channel.state != GONE)
    return db.session.scalar(select(func.count()).select_from(Channel).where(is_live)) or 0


def are_set() -> bool:
    """Whether the pair comes from the settings, where nothing here changes it."""
    return bool(_settings().push_key)


def kept_file() -> Path:
    """Where the private key is kept, for its owner's eyes only."""
    return _settings().data_dir / FILE


def contact() -> str:
    """The e-mail address at which push services reach whoever runs this; some refuse messages without one."""
    settings = _settings()
    host = urlsplit(settings.public_url or "").hostname or NOBODY
    return settings.push_contact or city.corrections_email or f"postmaster@{host}"


def _kept() -> PushKeys:
    """Those of the file; a file that is spoilt is as good as lost."""
    file = kept_file()
    if not file.exists() and count_subscriptions():
        raise KeysLost
    try:
        return PushKeys.read(kept_secret(file, _made))
    except ValueError:
        raise KeysLost from None


def _made() -> str:
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return _base64url(number.to_bytes(BYTES, "big"))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _settings() -> Settings:
    return cast(Settings, current_app.config["SETTINGS"])
