"""An upstream that cannot show who it is gets no question and no belief."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.places.maps.fetching import NoAnswer, fetch


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[tuple[int, list[bytes]]]:
    """The port of a server with a certificate that it made itself, and what it was asked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path / "self.pem"))
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _address = listening.accept()
            with connection:
                try:
                    with context.wrap_socket(connection, server_side=True) as safe:
                        asked.append(safe.recv(1000))
                except (ssl.SSLError, OSError):
                    return

        thread = threading.Thread(target=answer)
        thread.start()
        yield listening.getsockname()[1], asked
        thread.join()


def certificate(path: Path) -> Path:
    """Of 127.0.0.1, signed by nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_certificate_that_nobody_vouches_for_is_not_believed(stranger: tuple[int, list[bytes]]) -> None:
    port, asked = stranger
    with pytest.raises(NoAnswer, match="CERTIFICATE_VERIFY_FAILED"):
        fetch(f"127.0.0.1:{port}", "/14/1/1.png", {"User-Agent": "Stoop311"})
    assert asked == []
