"""Whatever comes over the wire gets an answer that is no failure of ours, dressed like every other answer."""

import pytest

from tests.faults.sender import report
from tests.faults.server import Server
from tests.faults.wire import connect, head, read

ONE = report("A lawful report.")
JSON = {"Content-Type": "application/json"} | ONE.headers
PHOTO = f"{ONE.path}/photos/{'0' * 64}"
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
TRICKS = [
    "..%2f..%2fetc%2fpasswd", "....//....//etc/passwd", "%00", "%2e%2e", "%c0%ae%c0%ae", "%ff%fe", "%", "%zz", "*",
    "a" * 1300, "%0d%0aSet-Cookie:%20x=1", "{{7*7}}", "'%20OR%201=1--", "%f0%9f%a6%84", "%d9%a4%d9%a8", "%ed%a0%80",
]  # fmt: skip
PLACES = [
    "/{}", "/en/cases/{}", "/c/{}", "/c/1234567897?key={}", "/en/cases?number={}", "/en/report?service={}",
    "/en/nearby?near={}", "/en/nearby?neighbourhood={}&service={}&cursor={}", "/static/{}", "/media/{}",
    "/media/{}-640.webp", "/api/v1/services/{}", "/api/v1/services?lang={}", "/api/v1/cases/{}",
    "/api/v1/cases?near={}", "/api/v1/cases?near=40,-75&service={}&status=open&cursor={}",
    "/api/v1/reports/{}/photos/{}", "/%2e%2e/{}", "//{}",
]  # fmt: skip
HEADERS = [
    {"Host": "["}, {"Host": "a b"}, {"Host": "\xff"}, {"Host": ""}, {"Origin": "http://["}, {"Origin": "null"},
    {"Cookie": "stoop_keys=" + "~" * 500}, {"Cookie": "stoop_keys=\xff.\xff"}, {"Cookie": "stoop_keys=AAAA.é~.~.."},
    {"Cookie": "lang=\xff; lang=../.."}, {"Accept-Language": "\xff;q=x,-,*;q=9" * 20},
    {"Accept-Language": "zh-" * 1500}, {"If-None-Match": '"' * 99}, {"Range": "bytes=5-1"},
    {"Accept-Encoding": "gzip;q=\xff"}, {"X-Forwarded-For": "\xff"}, {"Authorization": "Basic %%%"},
    {"Authorization": "Bearer"}, {"Authorization": "Bearer \xff"}, {"Sec-Fetch-Site": "x"},
    {"If-Modified-Since": "Thu, 99 Foo 99999"}, {"Content-Length": "-1"}, {"Content-Length": "1e3"},
    {"Content-Length": "9" * 30}, {"Transfer-Encoding": "gzip"}, {"Expect": "a miracle"}, {"Upgrade": "h2c"},
]  # fmt: skip


def answer_to(server: Server, sent: bytes, method: str = "GET") -> int:
    """The status; fails where the answer is a failure of ours or not dressed."""
    answer = read(connect(server.port, sent), method)
    assert answer.status < 500, sent[:300]
    assert answer.missing_headers == [], sent[:300]
    assert answer.status < 300 or b"Traceback" not in answer.body
    return answer.status


@pytest.mark.parametrize("place", PLACES)
def test_tricks_in_addresses(server: Server, place: str) -> None:
    for trick in TRICKS:
        assert answer_to(server, head("GET", place.replace("{}", trick), Connection="close")) in {
            200,
            302,
            308,
            400,
            404,
            422,
        }


@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_tricks_in_headers(server: Server, headers: dict[str, str]) -> None:
    for method, path in (
        ("GET", "/"),
        ("GET", "/en/mine"),
        ("PUT", ONE.path),
        ("POST", "/en/report"),
        ("PATCH", PHOTO),
    ):
        answer_to(server, head(method, path, **{"Connection": "close"} | headers), method)


@pytest.mark.parametrize(
    "sent",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\n: nothing\r\n\r\n",
        b"GET / HTTP/1.1\r\nA\x00b: c\r\n\r\n",
        b"GET / HTTP/1.1\r\nA : c\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"\xff\xfe / HTTP/1.1\r\n\r\n",
    ],
)
def test_what_is_no_request(server: Server, sent: bytes) -> None:
    assert answer_to(server, sent) >= 400


@pytest.mark.parametrize(
    "body",
    [
        b"24\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n0\r\n\r\n",
        b"2\r\n{}\r\n0\r\nBad trailer\r\n\r\n",
        b"zz\r\n{}\r\n0\r\n\r\n",
        b"-2\r\n{}\r\n",
        b"ffffffffffffffff\r\n{}",
    ],
)
@pytest.mark.parametrize(("method", "path"), [("PUT", ONE.path), ("POST", "/en/report"), ("PATCH", PHOTO)])
def test_bodies_in_chunks_are_refused(server: Server, method: str, path: str, body: bytes) -> None:
    start = head(method, path, Transfer_Encoding="chunked", Connection="close", **(TUS if method == "PATCH" else JSON))
    assert answer_to(server, start + body) == 411


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"]
)
def test_every_method_is_answered_everywhere(server: Server, method: str) -> None:
    for path in ("/", "/en/", "/en/report", "/healthz", "/api/v1/cases", ONE.path, PHOTO, "/static/x", "*"):
        answer_to(server, head(method, path, Content_Length="0", Connection="close"), method)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"0", b'"x"', b"{", b"{}" * 2, b'{"a":' * 5000, b"[" * 100_000, b"\xff", b"\xef\xbb\xbf{}",
        b'{"description": "\\ud800"}', b'{"place": {"lat": NaN}}', b'{"place": {"lat": 1e999, "long": "1_0"}}',
        b'{"photos": [{"sha256": 1, "bytes": 1e30}]}', b'{"client_time": "9999-12-31T23:59:59-23:59"}', bytes(300_000),
    ],
)  # fmt: skip
def test_bodies_that_are_no_report(server: Server, body: bytes) -> None:
    one = report("")
    start = head("PUT", one.path, **{"Content-Length": str(len(body)), "Connection": "close"} | JSON | one.headers)
    assert answer_to(server, start + body) in {201, 400, 413, 422}
