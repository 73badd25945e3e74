"""Nobody on the way reads or takes a push message: the service must prove its name."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.delivery.senders import Outcome
from tests.conftest import NOON
from tests.delivery.push_messages import message, send
from tests.push_service import PushService


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that somebody made for themselves, in the name of this machine."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string("CN=127.0.0.1")
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOON - timedelta(days=3650))
        .not_valid_after(NOON + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return file


@pytest.fixture
def somebody(certificate: Path) -> Iterator[tuple[int, list[bytes]]]:
    """Who listens with that certificate; the port, and what was heard."""
    context, heard = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), list[bytes]()
    context.load_cert_chain(certificate)

    def listen() -> None:
        with suppress(OSError):
            while True:
                plain, _address = listening.accept()
                with suppress(OSError), context.wrap_socket(plain, server_side=True) as secret:
                    heard.append(secret.recv(65536))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield listening.getsockname()[1], heard
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def test_a_service_that_cannot_prove_its_name_gets_nothing(somebody: tuple[int, list[bytes]]) -> None:
    port, heard = somebody
    with PushService() as service:
        phone = service.subscribe("a phone")
    (result,) = send([message(phone, address=f"https://127.0.0.1:{port}/x")])
    assert result.outcome is Outcome.LATER
    assert "Certificate" in result.detail
    assert not b"".join(heard)


def test_what_travels_says_nothing_of_the_case() -> None:
    with PushService() as service:
        send([message(service.subscribe("a phone"))])
        (arrival,) = service.arrivals
    seen = arrival.body + " ".join(f"{name}: {value}" for name, value in arrival.headers.items()).encode()
    for word in ("4821 9037", "4821903758", "حفرة", "311.example"):
        assert word.encode() not in seen
