"""`python -m app.serve`: the web server and the workers, started and stopped together.

Ctrl-C reaches only this process, which ends the others gently, once: gunicorn hangs when a terminal's signal and
its own meet (docs/decisions/0006).
"""

import signal
import subprocess
import sys
import time
from types import FrameType

from app.config import Settings

GRACE_SECONDS = 20


def commands(settings: Settings) -> list[list[str]]:
    """The web server, the worker, and the one that tells followers, as they also run in production."""
    address = f"{settings.host}:{settings.port}"
    web = ["gunicorn", "--config", "python:app.web_server", "--bind", address, "wsgi:app"]
    worker = [
        "huey.bin.huey_consumer",
        "wsgi.huey",
        "--workers",
        "2",
        "--max-delay",
        "0.5",
        "--graceful-signal",
        "TERM",
    ]
    delivery = ["flask", "--app", "wsgi", "delivery", "run"]
    return [[sys.executable, "-m", *command] for command in (web, [*worker, "--quiet"], delivery)]


def main() -> int:
    """Run all until one ends or somebody says stop."""
    settings = Settings.from_env()
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    children = [subprocess.Popen(command, start_new_session=True) for command in commands(settings)]  # noqa: S603
    print(f"Stoop 311 is at http://{settings.host}:{settings.port}/ (Ctrl-C stops it)", flush=True)  # noqa: T201
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    return end(children)


def end(children: list[subprocess.Popen[bytes]]) -> int:
    """Ask all to stop, wait, insist; 0 when they did as asked."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    return int(any(child.returncode for child in children))


if __name__ == "__main__":
    raise SystemExit(main())
