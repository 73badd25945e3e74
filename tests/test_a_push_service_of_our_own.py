"""The push service that tests send to: it takes what is right, and catches what is not."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app import clock
from tests.push_rules import plain, written
from tests.push_service import NEVER, Answer, PushService, elsewhere, too_many

OURS = ec.generate_private_key(ec.SECP256R1())
SAID = {"web_push": 8030, "notification": {"title": "تم الإصلاح", "body": "رقم 4821903756", "tag": "t1"}}


def key_of(private: ec.EllipticCurvePrivateKey) -> str:
    """The application server key that goes with it."""
    return written(private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def authorization(service: PushService, *, signed_by: ec.EllipticCurvePrivateKey = OURS, **changes: object) -> str:
    """A token as VAPID wants it, but for the changes."""
    expiry = int((clock.now() + timedelta(hours=12)).timestamp())
    claims = {"aud": service.origin(), "exp": expiry, "sub": "mailto:311@example.org"} | changes
    return f"vapid t={jwt.encode(claims, signed_by, algorithm='ES256')}, k={key_of(OURS)}"


def sealed(subscription: dict[str, dict[str, str]], text: bytes) -> bytes:
    """The text for this browser alone."""
    keys, own = subscription["keys"], ec.generate_private_key(ec.SECP256R1())
    return bytes(
        http_ece.encrypt(
            text, private_key=own, dh=plain(keys["p256dh"]), auth_secret=plain(keys["auth"]), version="aes128gcm"
        )
    )


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A sender that goes nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


def post(endpoint: str, body: bytes, patience_seconds: float = 10, **headers: str | None) -> urllib.request.addinfourl:
    """Send it; what came back, also where that is a refusal."""
    named = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    request = urllib.request.Request(endpoint, body, named, method="POST")
    try:
        return urllib.request.build_opener(NoRedirect).open(request, timeout=patience_seconds)
    except urllib.error.HTTPError as refusal:
        return refusal


@pytest.fixture
def service() -> Iterator[PushService]:
    """It runs."""
    with PushService() as running:
        yield running


def send(service: PushService, name: str = "phone", **changes: str | None) -> tuple[int, str | None]:
    """An ordinary message, but for the changes; status and Retry-After or Location."""
    body = sealed(service.subscribe(name), json.dumps(SAID).encode())
    headers: dict[str, str | None] = {"TTL": "86400", "Urgency": "normal", "Topic": "case-1"}
    headers |= {"Content_Encoding": "aes128gcm", "Authorization": authorization(service)}
    with post(service.endpoint(name), body, **(headers | changes)) as answer:
        return answer.status, answer.headers["Retry-After"] or answer.headers["Location"]


def test_a_message_is_taken_and_can_be_read(service: PushService) -> None:
    assert send(service) == (201, None)
    [delivered] = service.received("phone")
    assert (delivered.title, delivered.body, delivered.tag) == ("تم الإصلاح", "رقم 4821903756", "t1")
    assert (delivered.topic, delivered.headers["TTL"]) == ("case-1", "86400")
    assert service.complaints == []


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        (400, {"TTL": None}),
        (400, {"TTL": "soon"}),
        (400, {"Urgency": "extreme"}),
        (400, {"Topic": "t" * 33}),
        (400, {"Topic": "a+b"}),
        (400, {"Content_Encoding": "aesgcm"}),
        (401, {"Authorization": None}),
        (401, {"Authorization": "Bearer 311"}),
    ],
)
def test_a_header_that_means_nothing_is_refused(
    service: PushService, status: int, changes: dict[str, str | None]
) -> None:
    assert send(service, **changes)[0] == status
    assert len(service.complaints) == 1
    assert service.received("phone") == []


def test_a_wrong_signature_is_caught(service: PushService) -> None:
    stranger = ec.generate_private_key(ec.SECP256R1())
    assert send(service, Authorization=authorization(service, signed_by=stranger))[0] == 403
    assert "cannot be believed" in service.complaints[0]


def test_a_signature_cut_short_is_caught(service: PushService) -> None:
    token, _, key = authorization(service).partition(", ")
    assert send(service, Authorization=f"{token[:-4]}, {key}")[0] == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://fcm.googleapis.com"},
        {"aud": "http://127.0.0.1"},
        {"sub": "311@example.org"},
        {"exp": 0},
        {"exp": 4102444800},
    ],
)
def test_a_token_for_somebody_else_or_another_day_is_caught(service: PushService, changes: dict[str, object]) -> None:
    assert send(service, Authorization=authorization(service, **changes))[0] == 403


def test_a_subscription_takes_nothing_from_another_key(service: PushService) -> None:
    stranger = key_of(ec.generate_private_key(ec.SECP256R1()))
    service.subscribe("theirs", vapid_key=stranger)
    service.subscribe("ours", vapid_key=key_of(OURS))
    assert (send(service, "theirs")[0], send(service, "ours")[0]) == (403, 201)


def test_five_thousand_bytes_are_too_many(service: PushService) -> None:
    body = sealed(service.subscribe("phone"), b"x" * 5000)
    headers = {"TTL": "60", "Content_Encoding": "aes128gcm", "Authorization": authorization(service)}
    with post(service.endpoint("phone"), body, **headers) as answer:
        assert answer.status == 413


def test_what_is_not_encrypted_for_this_browser_is_caught_when_it_is_read(service: PushService) -> None:
    body = sealed(service.subscribe("somebody else"), b"{}")
    headers = {"TTL": "60", "Content_Encoding": "aes128gcm", "Authorization": authorization(service)}
    with post(service.endpoint("phone"), body, **headers) as answer:
        assert answer.status == 201
    with pytest.raises(http_ece.ECEException):
        service.received("phone")


def test_an_endpoint_nobody_has_is_not_found(service: PushService) -> None:
    gone = service.endpoint("phone") + "-that-never-was"
    with post(gone, b"x", TTL="60") as answer:
        assert answer.status == 404


def test_it_answers_as_it_is_told(service: PushService) -> None:
    service.answer(Answer(410), name="gone")
    service.answer(elsewhere("http://169.254.169.254/"), name="moved")
    service.answer([too_many(120), Answer(500), Answer()], host="127.0.0.1")
    assert send(service, "gone") == (410, None)
    assert send(service, "moved") == (307, "http://169.254.169.254/")
    assert [send(service, "patient") for _ in range(4)] == [(429, "120"), (500, None), (201, None), (201, None)]
    assert len(service.received("patient")) == 2  # what was refused was not delivered
    assert service.complaints == []


def test_an_answer_may_never_come_and_others_do_not_wait_for_it(service: PushService) -> None:
    service.answer(NEVER, name="silent")
    with pytest.raises(TimeoutError):
        send_and_hang_up(service)
    assert send(service, "quick")[0] == 201
    assert service.wait_until(lambda: any(one.name == "silent" for one in service.arrivals))
    assert service.received("silent") == []


def send_and_hang_up(service: PushService) -> None:
    """Wait a moment for an answer, and go."""
    body = sealed(service.subscribe("silent"), json.dumps(SAID).encode())
    headers = {"TTL": "60", "Content_Encoding": "aes128gcm", "Authorization": authorization(service)}
    post(service.endpoint("silent"), body, patience_seconds=0.2, **headers)


def test_hosts_are_told_apart() -> None:
    with PushService("127.0.0.1", "127.0.0.2") as two:
        two.subscribe("far", host="127.0.0.2")
        two.answer(Answer(503), host="127.0.0.2")
        meant_for_far = authorization(two, aud=two.origin("127.0.0.2"))
        assert send(two, "far", Authorization=meant_for_far)[0] == 503
        assert send(two, "near", Authorization=meant_for_far)[0] == 403
        assert send(two, "near")[0] == 201
