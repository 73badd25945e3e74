"""What is known of photos."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app.extensions import db
from app.photos.models import Photo, PhotoState


@dataclass(frozen=True, slots=True)
class PhotoProgress:
    """How far one photo of a sending has come."""

    sha256: str
    state: PhotoState


@dataclass(frozen=True, slots=True)
class Upload:
    """What receiving a photo needs to know of its row, so that no connection is held meanwhile."""

    id: int
    key: str
    sha256: str
    total_bytes: int
    secret_hash: bytes
    state: PhotoState

    @property
    def is_open(self) -> bool:
        """Whether bytes are still missing."""
        return self.state is PhotoState.RECEIVING


@dataclass(frozen=True, slots=True)
class Shown:
    """What serving a picture needs to know."""

    sha256: str
    owner_id: UUID
    secret_hash: bytes
    is_public: bool
    processed_at: datetime | None


def list_photos(owner_ids: Collection[UUID]) -> list[Photo]:
    """The photos of these sendings in the order in which they were declared, whatever their state but forgotten."""
    rows = select(Photo).where(Photo.owner_id.in_(owner_ids), Photo.state != PhotoState.FORGOTTEN)
    return list(db.session.scalars(rows.order_by(Photo.owner_id, Photo.position, Photo.id)))


def list_states(owner_id: UUID) -> list[PhotoProgress]:
    """How far each photo of a sending has come."""
    return [PhotoProgress(photo.sha256, photo.state) for photo in list_photos([owner_id])]


def list_rows_of(owner_id: UUID) -> dict[str, Photo]:
    """Every row of a sending by digest, forgotten ones too."""
    return {photo.sha256: photo for photo in db.session.scalars(select(Photo).where(Photo.owner_id == owner_id))}


_UPLOADS = select(Photo.id, Photo.key, Photo.sha256, Photo.declared_bytes, Photo.secret_hash, Photo.state).where(
    Photo.state != PhotoState.FORGOTTEN
)


def find_upload(owner_id: UUID, sha256: str) -> Upload | None:
    """The photo that a sending declared under this digest."""
    row = db.session.execute(_UPLOADS.where(Photo.owner_id == owner_id, Photo.sha256 == sha256)).one_or_none()
    return Upload(*row) if row else None


def list_uploads(keys: Collection[str]) -> dict[str, Upload]:
    """The photos of these keys, by key."""
    return {row.key: Upload(*row) for row in db.session.execute(_UPLOADS.where(Photo.key.in_(keys)))}


def find_shown(key: str) -> Shown | None:
    """The photo of this key, if its pictures exist."""
    row = db.session.execute(
        select(Photo.sha256, Photo.owner_id, Photo.secret_hash, Photo.is_public, Photo.processed_at).where(
            Photo.key == key, Photo.state == PhotoState.READY
        )
    ).one_or_none()
    return Shown(*row) if row else None


def count_bytes_since(moment: datetime) -> int:
    """How many bytes of photos arrived since."""
    return db.session.scalar(select(func.sum(Photo.declared_bytes)).where(Photo.received_at >= moment)) or 0
