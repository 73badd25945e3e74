"""What can be wrong with a photo or with one part of it."""

from collections.abc import Mapping

from app.errors import DomainError, NotFound
from app.i18n import _l
from app.photos.models import WithheldReason


class PhotoNotFound(NotFound):
    """No such photo, or another sending's: whoever asks without the secret cannot tell which."""

    code, message = "no_such_photo", _l("We do not expect this photo here.")


class TooManyPhotos(DomainError):
    """More than MAX_PHOTOS in one sending."""

    status, code, message = 422, "too_many_photos", _l("You can send up to 5 photos. We kept the first 5.")


class PhotoTooLarge(DomainError):
    """More than MAX_BYTES."""

    status, code, message = 413, "photo_too_large", _l("This photo is over 30 MB. Please send a smaller one.")


class BadDeclaration(DomainError):
    """A digest that is none, or a size that no photo has."""

    status, code, message = 422, "bad_photo", _l("This photo was not described in a way we can read.")


class NotAPhoto(DomainError):
    """The content is no JPEG, PNG, WebP, HEIF or AVIF, whatever its name says."""

    status, code, message = 422, "not_a_photo", _l("This file is not a photo we can read. Please choose another one.")


class TooManyPixels(DomainError):
    """More than MAX_PIXELS."""

    status, code = 422, "too_many_pixels"
    message = _l("This photo has more than 50 megapixels. Please send a smaller one.")


class TooMuchToday(DomainError):
    """The installation's daily budget of bytes is used up."""

    status, code = 507, "too_much_today"
    message = _l("We cannot take more photos right now. Your report is safe. Please try the photo again later.")
    headers: Mapping[str, str] = {"Retry-After": "3600"}


class SecretMissing(DomainError):
    """No `Authorization: Bearer …` came along."""

    status, code, message = 401, "secret_missing", _l("The secret of this report is missing.")
    headers: Mapping[str, str] = {"WWW-Authenticate": 'Bearer realm="photos"'}


class WrongProtocol(DomainError):
    """tus 1.0: `Tus-Resumable` is missing or names a version that we do not speak."""

    status, code, message = 412, "wrong_protocol", _l("Photos are sent with tus 1.0.0. Please load the page again.")
    headers: Mapping[str, str] = {"Tus-Version": "1.0.0"}


class LengthMissing(DomainError):
    """A part without `Content-Length`."""

    status, code, message = 411, "length_missing", _l("The length of this part of the photo must be stated.")


class WrongContentType(DomainError):
    """A part that is not `application/offset+octet-stream`."""

    status, code, message = (
        415,
        "wrong_content_type",
        _l("A part of a photo is application/offset+octet-stream."),
    )


class BadPart(DomainError):
    """A header of this part cannot be read."""

    status, code, message = 400, "bad_part", _l("We cannot read how this part of the photo is described.")


class EmptyPart(DomainError):
    """Nothing came where something is missing."""

    status, code, message = 400, "empty_part", _l("Nothing arrived. Please choose the photo again.")


class PartTooLarge(DomainError):
    """The part ends after the photo does."""

    status, code, message = 413, "part_too_large", _l("This is more than the photo you announced.")


class OffsetPastEnd(DomainError):
    """The part starts after what is here; `offset` says where to go on."""

    status, code, message = 409, "offset_past_end", _l("A part of this photo is missing before this one.")


class DigestMismatch(DomainError):
    """What arrived is not what was declared; it is gone, the photo starts again at 0."""

    status, code = 422, "digest_mismatch"
    message = _l("The photo changed on its way to us. Please send it again.")


class ChecksumMismatch(DomainError):
    """tus 1.0, checksum extension: this part changed on its way; it is gone."""

    status, code, message = 460, "checksum_mismatch", _l("This part of the photo changed on its way to us.")


class NoRoom(DomainError):
    """The disk is full."""

    status, code = 507, "no_room"
    message = _l("We have no room for photos right now. Your report is safe. Please try the photo again later.")
    headers: Mapping[str, str] = {"Retry-After": "600"}


class NotStored(DomainError):
    """The disk does not answer."""

    status, code = 503, "not_stored"
    message = _l("We could not store this photo right now. Please try again in a minute.")
    headers: Mapping[str, str] = {"Retry-After": "60"}


REFUSALS: Mapping[WithheldReason, type[DomainError]] = {
    WithheldReason.NOT_A_PHOTO: NotAPhoto,
    WithheldReason.TOO_MANY_PIXELS: TooManyPixels,
}
