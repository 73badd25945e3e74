"""Runs a command with a PostgreSQL of its own, named by STOOP_TEST_DATABASE_URL, and takes it away again.

`make test-postgresql` runs the tests so.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVERS = Path("/usr/lib/postgresql")
CLUSTERS = Path("/etc/postgresql-common/createcluster.conf")
SOMEBODY_ELSE = "postgres"  # its package makes this user; the server refuses to run as root
# Nothing here is worth a sync.
QUICK = "-F -c synchronous_commit=off -c full_page_writes=off"


def main(command: list[str]) -> int:
    """The command's own exit code."""
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda number, _frame: sys.exit(128 + number))
    with running(installed()) as url:
        return subprocess.run(command, env=os.environ | {"STOOP_TEST_DATABASE_URL": url}, check=False).returncode


def installed() -> Path:
    """Where its programs are; Debian's package where root may install it."""
    if not (found := programs()):
        if not (Path("/etc/debian_version").exists() and os.geteuid() == 0):
            sys.exit("PostgreSQL is missing: install your system's package of the server, then run this again.")
        CLUSTERS.parent.mkdir(exist_ok=True)
        with CLUSTERS.open("a") as settings:
            settings.write("create_main_cluster = false\n")
        subprocess.run(["apt-get", "update", "-q"], check=True)
        subprocess.run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", "postgresql"], check=True)
        found = programs()
    return found[-1]


def programs() -> list[Path]:
    """Every version there is, the newest last."""
    packaged = sorted(SERVERS.glob("*/bin"), key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    return packaged or ([Path(on_path).parent] if on_path else [])


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """Its address, while it runs."""
    with tempfile.TemporaryDirectory() as home, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        if os.geteuid() == 0:
            shutil.chown(home, SOMEBODY_ELSE)
        data = f"{home}/data"
        tell(
            programs / "initdb", "-D", data, "-U", "stoop", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        listen = f"-p {port} -h 127.0.0.1 -k {home} {QUICK}"
        tell(programs / "pg_ctl", "-D", data, "-w", "-l", f"{home}/log", "-o", listen, "start")
        try:
            yield f"postgresql+psycopg://stoop@127.0.0.1:{port}/postgres"
        finally:
            tell(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def tell(program: Path, *words: str) -> None:
    """Run one of its programs, as the user whose data they are."""
    root = {"user": SOMEBODY_ELSE, "group": pwd.getpwnam(SOMEBODY_ELSE).pw_gid} if os.geteuid() == 0 else {}
    subprocess.run([program, *words], stdout=subprocess.DEVNULL, cwd="/", check=True, **root)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
