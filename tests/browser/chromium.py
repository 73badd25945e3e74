"""The browser that all of this drives."""

import os
import shutil

from playwright.sync_api import Browser, Playwright


def launched(playwright: Playwright) -> Browser:
    """The machine's own Chromium where there is one, else Playwright's."""
    flags = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
