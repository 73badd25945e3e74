"""Somebody else's address search may be right, wrong, slow or broken; our words go there and nowhere else."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from app.geocoder import Found, Nominatim, NotAnswered

BOX = (-75.3, 39.8, -74.9, 40.2)
PLACE = {"lat": "39.95", "lon": "-75.16", "boundingbox": ["39.9495", "39.9505", "-75.1605", "-75.1595"]}
Answer = Callable[[BaseHTTPRequestHandler], None]


class OtherServer(ThreadingHTTPServer):
    """Answers as it is told, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.answer: Answer = says([PLACE])
        self.asked: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}/search"


class Asked(BaseHTTPRequestHandler):
    """One question."""

    def do_GET(self) -> None:
        assert isinstance(self.server, OtherServer)
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        self.server.answer(self)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def says(content: object, *, status: int = 200, **headers: str) -> Answer:
    """An answer of JSON, or of these bytes."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            to.send_header(name, value)
        to.end_headers()
        to.wfile.write(body)

    return answer


@pytest.fixture
def other() -> Iterator[OtherServer]:
    """Somebody else's server."""
    server = OtherServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def find(other: OtherServer, words: str = "behind the school") -> Found | None:
    return Nominatim(other.url, contact="https://city.example", seconds=0.5).find(words, BOX)


def test_the_best_place_comes_with_how_far_it_reaches(other: OtherServer) -> None:
    found = find(other)
    assert found is not None
    assert (found.latitude, found.longitude) == (39.95, -75.16)
    assert 60 < found.accuracy_m < 80


def test_it_is_told_what_where_and_who_asks(other: OtherServer) -> None:
    find(other, "12 Rue “X” & <b>")
    path, agent = other.asked[0]
    asked = parse_qs(urlsplit(path).query)
    assert (asked["q"], asked["viewbox"], asked["bounded"]) == (["12 Rue “X” & <b>"], ["-75.3,40.2,-74.9,39.8"], ["1"])
    assert "city.example" in agent


@pytest.mark.parametrize("places", [[], [PLACE | {"lat": "48.85", "lon": "2.35"}]])
def test_what_is_not_in_the_city_is_not_found(other: OtherServer, places: list[object]) -> None:
    other.answer = says(places)
    assert find(other) is None


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><p>Sign in",
        b"",
        b"[" * 100_000,
        b"\xff\xfe",
        b"[" + b" " * 300_000 + b"]",
        ["x"],
        {"error": "no"},
        [{}],
        [PLACE | {"lat": "x"}],
        [PLACE | {"boundingbox": ["nan", "1", "2", "3"]}],
    ],
)
def test_what_cannot_be_read_is_no_answer(other: OtherServer, content: object) -> None:
    other.answer = says(content)
    with pytest.raises(NotAnswered):
        find(other)


@pytest.mark.parametrize("status", [301, 302, 307, 400, 403, 404, 429, 500, 503])
def test_a_no_is_no_answer_and_nobody_is_followed(other: OtherServer, status: int) -> None:
    other.answer = says(b"", status=status, Location=other.url + "/elsewhere")
    with pytest.raises(NotAnswered):
        find(other)
    assert len(other.asked) == 1


def test_one_that_drips_is_given_up_on(other: OtherServer) -> None:
    gone = threading.Event()

    def drip(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.send_header("Content-Length", "100000")
        to.end_headers()
        while not gone.wait(0.05):
            to.wfile.write(b" ")

    other.answer = drip
    with pytest.raises(NotAnswered):
        find(other)
    gone.set()


def test_nobody_there_is_no_answer() -> None:
    with pytest.raises(NotAnswered):
        Nominatim("http://127.0.0.1:9/search", contact="", seconds=0.5).find("x", BOX)


def test_the_words_are_in_no_message(other: OtherServer) -> None:
    other.answer = says(b"nonsense")
    with pytest.raises(NotAnswered) as told:
        find(other, "by the blue house of Ana Ruiz")
    assert "Ana" not in str(told.value)
