"""Makes sure that the browser tests find a Chromium, and the fonts of all our scripts."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ("chromium", "fonts-noto-core", "fonts-noto-cjk")


def main() -> None:
    """Debian's Chromium where root may install it; elsewhere Playwright's own."""
    if shutil.which("chromium"):
        return
    if Path("/etc/debian_version").exists() and os.geteuid() == 0 and not _is_ubuntu():
        subprocess.run(["apt-get", "update", "-q"], check=True)
        subprocess.run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *PACKAGES], check=True)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def _is_ubuntu() -> bool:
    """Ubuntu's package of that name is only a pointer to a snap."""
    return "ubuntu" in Path("/etc/os-release").read_text("utf-8").lower()


if __name__ == "__main__":
    main()
