"""What can be wrong with what a follower asks for."""

from collections.abc import Mapping

from app.errors import SENTENCES, DomainError
from app.i18n import _, _l


class NoSecret(DomainError):
    """The request does not carry a secret of at least 128 bits."""

    status, code, message = 401, "no_secret", SENTENCES[400]
    headers: Mapping[str, str] = {"WWW-Authenticate": 'Bearer realm="followers"'}


class NoSuchDevice(DomainError):
    """No device has this id, or not with this secret: nobody learns which."""

    status, code, message = 404, "no_such_device", SENTENCES[404]


class NoSuchSubject(DomainError):
    """Nothing like this can be followed."""

    status, code, message = 404, "no_such_subject", _l("We could not find this.")


class NoSuchNeighbourhood(NoSuchSubject):
    """The city has no such neighbourhood."""

    message = _l("We do not know this neighborhood.")


class NoSuchService(NoSuchSubject):
    """The city has never had such a service."""

    message = _l("We do not know this kind of problem.")


class OutsideCity(DomainError):
    """The middle of a circle is not in the city: nobody here would ever tell of it."""

    status, code = 422, "outside_city"

    def __init__(self, city: str) -> None:
        super().__init__()
        self.message = _("This place seems to be outside %(city)s.", city=city)


class SubscriptionTaken(DomainError):
    """Another device brought this subscription first. The browser makes a new one; nobody else can (decision 0028)."""

    status, code, message = 409, "subscription_taken", SENTENCES[422]


class TooManyFollows(DomainError):
    """One follower takes no more subjects."""

    status, code = 409, "too_many_follows"
    message = _l("You cannot follow more than you do now. Stop following something first.")


class TooMuch(DomainError):
    """One device, or one network, asks for too much. What is stored stays."""

    status, code, message = 429, "too_much", SENTENCES[429]

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(max(1, retry_after_seconds))}
