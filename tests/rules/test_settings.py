"""A setting exists where operators look: in the example file, in the README, and nowhere else in the code."""

import re
from pathlib import Path

import pytest

from app.config import Settings, SettingsError

ROOT = Path(__file__).resolve().parents[2]
CONFIG = (ROOT / "app" / "config.py").read_text("utf-8")
NAMES = sorted(set(re.findall(r'"(STOOP_[A-Z_]+|PORT|HOST)"', CONFIG)))


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_is_documented(name: str) -> None:
    assert re.search(rf"^#?\s*{name}=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert f"`{name}`" in (ROOT / "README.md").read_text("utf-8")


def test_only_one_file_reads_the_environment() -> None:
    readers = [f.name for f in (ROOT / "app").rglob("*.py") if re.search(r"os\.environ|getenv", f.read_text("utf-8"))]
    assert readers == ["config.py"]


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    wrong = {"STOOP_DATA": str(tmp_path), "STOOP_CITY": "atlantis", "PORT": "many", "STOOP_PUBLIC_URL": "stoop.example"}
    wrong["STOOP_WORKER"] = "maybe"
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(wrong)
    assert all(name in str(caught.value) for name in wrong if name != "STOOP_DATA")


def test_an_installation_keeps_a_secret_of_its_own(tmp_path: Path) -> None:
    first, again = (Settings.from_env({"STOOP_DATA": str(tmp_path / "a")}).secret_key for _ in range(2))
    other = Settings.from_env({"STOOP_DATA": str(tmp_path / "b")}).secret_key
    assert first == again != other
    assert len(first) > 30
    assert (tmp_path / "a" / "secret_key").stat().st_mode & 0o077 == 0
