"""The browser that all of this drives."""

import os
import shutil
from typing import Any

from playwright.sync_api import Browser, Playwright

FLAGS = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
LAUNCH: dict[str, Any] = {"executable_path": shutil.which("chromium")}  # the machine's own, else Playwright's


def launched(playwright: Playwright) -> Browser:
    """A running one."""
    return playwright.chromium.launch(**LAUNCH, args=FLAGS)
