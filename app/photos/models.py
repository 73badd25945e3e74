"""The photo: one row for each photo of a sending (a report, a contest, a reply), found by whoever sent it."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Enum, Index, LargeBinary, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment
from app.extensions import Model

WIDTHS = (1600, 640, 160)  # pixels of the long side, largest first: each is made from the one before
FORMATS = {"webp": "image/webp", "jpg": "image/jpeg"}
MAX_PHOTOS, MAX_BYTES, MAX_PIXELS = 5, 30 * 1024**2, 50_000_000


class PhotoState(StrEnum):
    """Where a photo stands on its way: expected, here, shown; or not to be shown, or to be erased."""

    RECEIVING = "receiving"
    RECEIVED = "received"
    READY = "ready"
    WITHHELD = "withheld"
    FORGOTTEN = "forgotten"


class WithheldReason(StrEnum):
    """Why a photo that arrived is not shown."""

    NOT_A_PHOTO = "not_a_photo"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    BROKEN = "broken"
    TOO_HEAVY = "too_heavy"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class DeclaredPhoto:
    """A photo that a sending says it will bring. The type is what the phone thinks; nothing depends on it."""

    sha256: str
    bytes: int
    type: str = ""


def _choice(of: type[StrEnum]) -> Enum:
    return Enum(of, native_enum=False, length=20, values_callable=lambda kind: [member.value for member in kind])


def _index(name: str, *columns: str, where: str) -> Index:
    """An index over the few rows that wait for something."""
    return Index(f"ix_photos_{name}", *columns, sqlite_where=text(where), postgresql_where=text(where))


def new_key() -> str:
    """The opaque name of a photo in addresses: 128 random bits."""
    return secrets.token_urlsafe(16)


class Photo(Model):
    """A photo as declared, received and shown. `owner_id` is the sending's own id, which may not have a row yet."""

    __tablename__ = "photos"
    __table_args__ = (
        UniqueConstraint("owner_id", "sha256"),
        _index("due", "due_at", "id", where="due_at IS NOT NULL"),
        _index("original", "received_at", where="has_original"),
        _index("forgotten", "id", where="state = 'forgotten'"),
        _index("draft", "created_at", where="is_draft"),
        _index("unlikened", "id", where="state = 'ready' AND likeness IS NULL"),
        Index("ix_photos_arrived", "received_at", "declared_bytes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=new_key)
    owner_id: Mapped[UUID] = mapped_column(Uuid)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    declared_bytes: Mapped[int]
    declared_type: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    state: Mapped[PhotoState] = mapped_column(_choice(PhotoState), default=PhotoState.RECEIVING)
    withheld_reason: Mapped[WithheldReason | None] = mapped_column(_choice(WithheldReason))
    is_draft: Mapped[bool] = mapped_column(default=False)
    is_public: Mapped[bool] = mapped_column(default=False)
    has_original: Mapped[bool] = mapped_column(default=False)
    width_px: Mapped[int | None]
    height_px: Mapped[int | None]
    likeness: Mapped[bytes | None] = mapped_column(LargeBinary(8))  # 64 bits: few differ between like pictures
    taken_latitude: Mapped[float | None]
    taken_longitude: Mapped[float | None]
    taken_accuracy_m: Mapped[float | None]
    taken_time: Mapped[str | None] = mapped_column(String(25))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    processed_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def is_expected(self) -> bool:
        """Whether it was declared and has not arrived."""
        return self.state is PhotoState.RECEIVING

    @property
    def is_waiting(self) -> bool:
        """Whether it has arrived and is not cleaned yet."""
        return self.state is PhotoState.RECEIVED

    @property
    def is_ready(self) -> bool:
        """Whether its pictures exist."""
        return self.state is PhotoState.READY

    @property
    def is_visible(self) -> bool:
        """Whether everybody may see it."""
        return self.is_ready and self.is_public

    @property
    def is_withheld(self) -> bool:
        """Whether it arrived and will not be shown."""
        return self.state is PhotoState.WITHHELD

    @property
    def is_forgotten(self) -> bool:
        """Whether it only waits to be erased."""
        return self.state is PhotoState.FORGOTTEN

    def url(self, width: int = 640, format: str = "webp") -> str:
        """The address of one of its pictures; the width is that of the long side."""
        return f"/media/{self.key}-{width}.{format}"

    def size(self, width: int = 640) -> tuple[int, int]:
        """Width and height of that picture in pixels, for pages that must not jump while it loads."""
        size = self.width_px or width, self.height_px or width
        for step in WIDTHS[: WIDTHS.index(width) + 1]:
            size = shrunk(*size, step)
        return size


def shrunk(width_px: int, height_px: int, bound_px: int) -> tuple[int, int]:
    """The size of a picture whose long side is brought down to `bound_px`; never enlarged."""
    long_px = max(width_px, height_px, bound_px)
    return max(1, width_px * bound_px // long_px), max(1, height_px * bound_px // long_px)
