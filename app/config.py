"""Settings: one frozen dataclass and the only reader of the environment."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
PACKS = Path(__file__).resolve().parent / "city" / "packs"
HOST = re.compile(r"(\*\.)?([a-z0-9-]+\.)*[a-z][a-z0-9-]*|127\.0\.0\.[0-9]{1,3}|::1")
MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}")


class SettingsError(ValueError):
    """Every setting that cannot be used, named at once."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may choose. Each variable stands in `.env.example` and the README."""

    data_dir: Path
    database_url: str
    city_pack: Path
    secret_key: str
    public_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8311
    trusted_proxies: int = 0
    reports_per_hour: int = 30
    photo_bytes_per_day: int = 20 * 1024**3
    worker: bool = True
    translator: str | None = None
    geocoder: str | None = None
    tiles: str | None = None
    tiles_attribution: str = ""
    tiles_contact: str = ""
    metrics_token: str | None = None
    push_hosts: frozenset[str] = frozenset()
    push_contact: str = ""
    push_key: str = ""
    smtp: str | None = None
    mail_from: str = ""
    testing: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read `STOOP_*`; raise SettingsError naming every variable that is wrong."""
        mistakes: list[str] = []
        data_dir = Path(environ.get("STOOP_DATA") or ROOT / "var").resolve()
        settings = cls(
            data_dir=data_dir,
            database_url=environ.get("STOOP_DATABASE_URL") or f"sqlite:///{data_dir / 'stoop.db'}",
            city_pack=_pack(environ.get("STOOP_CITY") or "philadelphia", mistakes),
            secret_key=environ.get("STOOP_SECRET_KEY") or kept_secret(data_dir / "secret_key"),
            public_url=_public_url(environ.get("STOOP_PUBLIC_URL"), mistakes),
            host=environ.get("HOST") or "127.0.0.1",
            port=_number(environ, "PORT", 8311, mistakes),
            trusted_proxies=_number(environ, "STOOP_TRUSTED_PROXIES", 0, mistakes),
            reports_per_hour=_number(environ, "STOOP_REPORTS_PER_HOUR", 30, mistakes),
            photo_bytes_per_day=_number(environ, "STOOP_PHOTO_BYTES_PER_DAY", 20 * 1024**3, mistakes),
            worker=_switch(environ, "STOOP_WORKER", mistakes),
            translator=environ.get("STOOP_TRANSLATOR") or None,
            geocoder=_web_address(environ, "STOOP_GEOCODER", mistakes),
            tiles=_tiles(environ, mistakes),
            tiles_attribution=environ.get("STOOP_TILES_ATTRIBUTION") or "",
            tiles_contact=_tiles_contact(environ),
            metrics_token=environ.get("STOOP_METRICS_TOKEN") or None,
            push_hosts=_hosts(environ, "STOOP_PUSH_HOSTS", mistakes),
            push_contact=_mailbox(environ, "STOOP_PUSH_CONTACT", mistakes),
            push_key=environ.get("STOOP_PUSH_KEY") or "",
            smtp=_smtp(environ, mistakes),
            mail_from=environ.get("STOOP_MAIL_FROM") or "",
        )
        if mistakes:
            raise SettingsError("; ".join(mistakes))
        return settings


def _pack(name: str, mistakes: list[str]) -> Path:
    """A pack that ships with the code, by name, or a folder of the operator's own, by path."""
    folder = PACKS / name if name.isidentifier() or ("-" in name and "/" not in name) else Path(name).resolve()
    if not (folder / "city.yaml").is_file():
        mistakes.append(f"STOOP_CITY: no city.yaml in {folder}")
    return folder


def _public_url(text: str | None, mistakes: list[str]) -> str | None:
    if text and not text.startswith(("http://", "https://")):
        mistakes.append("STOOP_PUBLIC_URL: must start with https:// or http://")
    return text.rstrip("/") if text else None


def _tiles(environ: Mapping[str, str], mistakes: list[str]) -> str | None:
    """The path of an MBTiles file, or the address of somebody's tiles, who must be able to reach whoever asks."""
    text = environ.get("STOOP_TILES") or None
    if text is None or (text.endswith(".mbtiles") and "://" not in text):
        return text
    if not text.startswith("https://") or any(text.count(part) != 1 for part in ("{z}", "{x}", "{y}")):
        mistakes.append("STOOP_TILES: neither a path ending in .mbtiles nor https://… with {z}, {x} and {y} in it")
    elif not _tiles_contact(environ):
        mistakes.append("STOOP_TILES_CONTACT: the owner of the tiles must be able to reach you")
    return text


def _tiles_contact(environ: Mapping[str, str]) -> str:
    contact = environ.get("STOOP_TILES_CONTACT") or environ.get("STOOP_PUBLIC_URL") or ""
    return "".join(character for character in contact if character.isascii() and character.isprintable())


def _web_address(environ: Mapping[str, str], name: str, mistakes: list[str]) -> str | None:
    text = environ.get(name)
    if text and not text.startswith(("http://", "https://")):
        mistakes.append(f"{name}: must start with https:// or http://")
    return text or None


def _hosts(environ: Mapping[str, str], name: str, mistakes: list[str]) -> frozenset[str]:
    """Names of hosts, `*.` before one for all below it; no addresses but this machine's own."""
    hosts = frozenset((environ.get(name) or "").replace(",", " ").split())
    mistakes.extend(f"{name}: {host!r} is not the name of a host" for host in sorted(hosts) if not HOST.fullmatch(host))
    return hosts


def _mailbox(environ: Mapping[str, str], name: str, mistakes: list[str]) -> str:
    text = environ.get(name) or ""
    if text and not MAILBOX.fullmatch(text):
        mistakes.append(f"{name}: {text!r} is not an e-mail address")
    return text


def _smtp(environ: Mapping[str, str], mistakes: list[str]) -> str | None:
    """The mail server. Whoever gets a mail must see from whom it is, and can only follow whole links."""
    text = environ.get("STOOP_SMTP") or None
    if text is None:
        return None
    try:
        is_server = (
            urlsplit(text).scheme in {"smtp", "smtps"} and bool(urlsplit(text).hostname) and urlsplit(text).port != 0
        )
    except ValueError:
        is_server = False
    if not is_server:
        mistakes.append("STOOP_SMTP: neither smtp://user:password@host:587 nor smtps://user:password@host")
    if not _one_address(environ.get("STOOP_MAIL_FROM") or ""):
        mistakes.append("STOOP_MAIL_FROM: mails need a sender, like Our City <alerts@city.example>")
    if not environ.get("STOOP_PUBLIC_URL"):
        mistakes.append("STOOP_PUBLIC_URL: mails need the address people know")
    return text


def _one_address(text: str) -> bool:
    """Whether this is one mailbox that a mail can come from, with or without a name."""
    address = parseaddr(text)[1]
    return text.isprintable() and address.isascii() and address.count("@") == 1 and "." in address.partition("@")[2]


def _number(environ: Mapping[str, str], name: str, default: int, mistakes: list[str]) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit():
        mistakes.append(f"{name}: {text!r} is not a whole number")
        return default
    return int(text)


def _switch(environ: Mapping[str, str], name: str, mistakes: list[str]) -> bool:
    text = environ.get(name) or "on"
    if text not in {"on", "off"}:
        mistakes.append(f"{name}: {text!r} is neither on nor off")
    return text != "off"


def kept_secret(file: Path, make: Callable[[], str] = secrets.token_urlsafe) -> str:
    """A key of the installation's own: made once, readable by its owner only, so that none has a default.

    Server and worker may start at the same moment: the first whole file gets the name, nobody reads half of one.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        with NamedTemporaryFile("w", dir=file.parent, prefix=file.name) as whole:  # for its owner only
            whole.write(make())
            whole.flush()
            os.fsync(whole.fileno())
            with suppress(FileExistsError):
                os.link(whole.name, file)
    return file.read_text("ascii").strip()
