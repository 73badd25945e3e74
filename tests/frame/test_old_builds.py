"""A page that was opened before a deploy still finds its own files, for 30 days."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.assets import KEEP_DAYS, forget_old_builds, publish

DAY_SECONDS = 86_400


@pytest.fixture
def deploys(tmp_path: Path) -> Callable[[str], Path]:
    """`deploys(name)` publishes a build of one script; where all builds are kept."""

    def deployed(name: str) -> Path:
        built = tmp_path / name
        (built / "js").mkdir(parents=True, exist_ok=True)
        (built / "js" / f"{name}.js").write_text(name)
        (built / "manifest.json").write_text(f'{{"js/main.js": "js/{name}.js"}}')
        assert publish(built, tmp_path / "kept") == {"js/main.js": f"js/{name}.js"}
        return tmp_path / "kept"

    return deployed


def served(kept: Path) -> set[str]:
    """Names of what /static finds, packed or not."""
    return {path.name for path in (kept / "js").iterdir()}


def pass_days(kept: Path, days: float) -> None:
    """Everything here is older by so many days."""
    moment = time.time() - days * DAY_SECONDS
    for path in (kept / "js").iterdir():
        os.utime(path, (moment, moment))


def test_files_of_the_build_before_are_kept_for_thirty_days(deploys: Callable[[str], Path]) -> None:
    kept = deploys("old")
    pass_days(kept, KEEP_DAYS - 1)
    deploys("new")
    assert forget_old_builds(kept) == 0
    assert served(kept) == {"old.js", "old.js.gz", "new.js", "new.js.gz"}


def test_after_that_they_go_and_those_of_today_stay(deploys: Callable[[str], Path]) -> None:
    deploys("old")
    kept = deploys("new")
    pass_days(kept, KEEP_DAYS + 1)
    deploys("new")
    assert forget_old_builds(kept) == 2
    assert served(kept) == {"new.js", "new.js.gz"}
