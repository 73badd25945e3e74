"""Which subscriptions of browsers are taken: those of known push services, with keys that encrypt."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.followers.endpoints import EndpointRefused, KeysRefused, check_endpoint, check_keys

AUTH = base64.urlsafe_b64encode(bytes(16)).decode().rstrip("=")
TAKEN = {
    "https://fcm.googleapis.com/fcm/send/dGVzdA:APA91bH": "fcm.googleapis.com",
    "https://jmt17.google.com/fcm/send/abc": "jmt17.google.com",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA": "updates.push.services.mozilla.com",
    "https://web.push.apple.com/QGuQyavXutnMH": "web.push.apple.com",
    "https://api-7.push.apple.com/3/device": "api-7.push.apple.com",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAB%2b": "wns2-par02p.notify.windows.com",
}


def point() -> str:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return base64.urlsafe_b64encode(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode()


@pytest.mark.parametrize("url", TAKEN)
def test_the_push_services_of_browsers_are_taken(url: str) -> None:
    assert check_endpoint(url) == TAKEN[url]


REWRITTEN = (
    "https://fcm.googleapis.com:443/fcm/send/abc", "https://fcm.googleapis.com/./fcm/send/abc",
    "https://fcm.googleapis.com/x/../fcm/send/abc", "https://fcm.googleapis.com/fcm/send/%61bc",
    "https://fcm.googleapis.com/fcm/send/abc/.", "https://fcm.googleapis.com/fcm/send/abc%",
    "https://fcm.googleapis.com/fcm/%2E%2e/send/abc",
)  # fmt: skip


@pytest.mark.parametrize("url", REWRITTEN)
def test_nobody_brings_a_subscription_as_another_by_writing_it_in_another_way(url: str) -> None:
    with pytest.raises(EndpointRefused):
        check_endpoint(url)


@pytest.mark.parametrize("label", ["-", "-a", "a-", "a" * 64, ".".join(["a" * 60] * 4)])
def test_a_name_that_no_host_can_have_is_refused(label: str) -> None:
    with pytest.raises(EndpointRefused):
        check_endpoint(f"https://{label}.push.apple.com/x")


@pytest.mark.parametrize("host", ["push.example", "one.push.example"])
def test_an_operator_may_add_hosts(host: str) -> None:
    extra = frozenset({"push.example", "*.push.example"})
    assert check_endpoint(f"https://{host}/a", extra) == host
    with pytest.raises(EndpointRefused):
        check_endpoint(f"https://{host}/a")
    with pytest.raises(EndpointRefused):
        check_endpoint(f"http://{host}/a", extra)
    with pytest.raises(EndpointRefused):
        check_endpoint(f"https://{host}:8443/a", extra)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "one.localhost", "[::1]"])
def test_this_machine_is_taken_only_where_the_operator_says_so(host: str) -> None:
    extra = frozenset({host.strip("[]")})
    assert check_endpoint(f"http://{host}:8099/push/a", extra) == host.strip("[]")
    for others in (frozenset(), frozenset({"push.example"})):
        with pytest.raises(EndpointRefused):
            check_endpoint(f"http://{host}:8099/push/a", others)
        with pytest.raises(EndpointRefused):
            check_endpoint(f"https://{host}/push/a", others)


def test_real_keys_are_taken() -> None:
    check_keys(point(), AUTH)
    check_keys(point().rstrip("="), AUTH + "==")


OFF_THE_CURVE = base64.urlsafe_b64encode(b"\x04" + b"\x01" * 64).decode()
WRONG_KEYS = {
    "nothing": ("", ""),
    "a point off the curve": (OFF_THE_CURVE, AUTH),
    "the point at infinity": (base64.urlsafe_b64encode(bytes(65)).decode(), AUTH),
    "2 MB": ("B" * 2_000_000, AUTH),
    "a secret of 2 MB": (point(), "A" * 2_000_000),
    "a secret of 5 bytes": (point(), base64.urlsafe_b64encode(bytes(5)).decode()),
    "not base64url": (point()[:-3] + "é==", AUTH),
    "a line's end": (point() + "\n", AUTH),
    "the other base64": (point(), "+" * 22),
}


@pytest.mark.parametrize("name", WRONG_KEYS)
def test_keys_that_encrypt_nothing_are_refused(name: str) -> None:
    with pytest.raises(KeysRefused):
        check_keys(*WRONG_KEYS[name])
