"""What answers in the city's place: portals, proxies, and servers that are not ours. None of it is an answer."""

import random

from tests.faults.proxy import Fault


def reply(status: str, *fields: str, body: str = "<h1>Welcome to our hotel</h1>", kind: str = "text/html") -> Fault:
    """Somebody's answer, whole; it hangs up after it."""
    lines = [
        f"HTTP/1.1 {status}",
        *fields,
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    return Fault(answer="\r\n".join([*lines, "", body]).encode())


STRANGERS = {
    "a hotel's page": reply("200 OK"),
    "a hotel's way to its page": reply("302 Found", "Location: http://portal.invalid/"),
    "a hotel's permanent way": reply("308 Permanent Redirect", "Location: http://portal.invalid/"),
    "an empty answer": reply("204 No Content", body=""),
    "somebody else's JSON": reply("200 OK", body='{"status": "ok", "number": "1234567890"}', kind="application/json"),
    "JSON that ends early": reply("200 OK", body='{"report_id": "', kind="application/json"),
    "a proxy that takes no more": reply("413 Payload Too Large"),
    "a proxy that wants a password": reply("407 Proxy Authentication Required", "Proxy-Authenticate: Basic"),
    "a proxy that forbids": reply("403 Forbidden"),
    "a proxy that finds nothing": reply("404 Not Found"),
    "a proxy without a server": reply("502 Bad Gateway"),
    "a proxy that waited too long": reply("504 Gateway Timeout", "Retry-After: 3"),
    "a wait of a year": reply("503 Service Unavailable", "Retry-After: 31536000"),
    "a wait until 1970": reply("503 Service Unavailable", "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT"),
    "a wait of nobody knows": reply("429 Too Many Requests", "Retry-After: soon"),
    "no answer": Fault(answer_bytes=0),
    "half an answer": Fault(answer_bytes=150),
    "a request cut off": Fault(request_bytes=300),
}


class Way:
    """Strangers stand on it one after the other, each as often as told, in a random order; then it is free."""

    def __init__(self, chance: random.Random, *, times: int = 1) -> None:
        self.standing = [fault for fault in STRANGERS.values() for _ in range(times)]
        chance.shuffle(self.standing)

    def __call__(self) -> Fault:
        return self.standing.pop() if self.standing else Fault()
