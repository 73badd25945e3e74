"""The web server and the worker as they run in production: processes of their own, on a free port."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from app.config import ROOT, Settings
from app.serve import commands, end

PATIENCE_SECONDS = 60


class CityServer:
    """A city of its own in a folder. The web server may go away and come back, of another build too (`code`), while the
    worker stays.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.code = ROOT
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("STOOP_")}
        own = {"STOOP_DATA": str(folder), "STOOP_REPORTS_PER_HOUR": "10000", "HOST": "127.0.0.1", "PORT": port}
        self.environ = kept | own
        self.log = (folder / "server.log").open("ab")
        self.web_command, self.worker_command, *_delivery = commands(Settings.from_env(self.environ))
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the store, start both, and wait until pages come."""
        self.flask("db", "upgrade")
        self.worker = self._process(self.worker_command)
        self.start_web()

    def start_web(self) -> None:
        """Start the web server; true afterwards: pages come."""
        self.web = self._process(self.web_command)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert self.web.poll() is None, f"the server ended: see {self.log.name}"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)

    def stop_web(self) -> None:
        """True afterwards: nothing listens."""
        assert self.web
        end([self.web])

    def kill_web(self) -> None:
        """The web server dies at once, and with it every connection; true afterwards: nothing listens."""
        assert self.web
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()

    def stop(self) -> None:
        """End both."""
        end([process for process in (self.web, self.worker) if process])
        self.log.close()

    def flask(self, *words: str) -> str:
        """Run a command in this city; what it printed."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _process(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, cwd=self.code, env=self.environ, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            return False
