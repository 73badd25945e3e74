"""Server and worker start at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.config import Settings


def test_all_who_start_at_once_share_one_key(tmp_path: Path) -> None:
    together = threading.Barrier(16)

    def start(folder: Path) -> str:
        together.wait()
        return Settings.from_env({"STOOP_DATA": str(folder)}).secret_key

    with ThreadPoolExecutor(16) as processes:
        for attempt in range(20):
            keys = set(processes.map(start, [tmp_path / str(attempt)] * 16))
            assert len(keys) == 1
            assert len(keys.pop()) == 43
    assert {file.name for file in tmp_path.rglob("*") if file.is_file()} == {"secret_key"}
