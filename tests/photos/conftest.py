"""A phone that sends photos, and the worker that cleans them."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.jobs import bell
from app.photos.cleaner import ForkingCleaner
from tests.photos.phone import Phone


@pytest.fixture(scope="session")
def cleaner() -> Iterator[ForkingCleaner]:
    """One bounded process for all tests."""
    cleaner = ForkingCleaner()
    yield cleaner
    cleaner.close()


@pytest.fixture
def folder(app: Flask, cleaner: ForkingCleaner) -> Iterator[Path]:
    """Where photos stand: empty before each test."""
    folder: Path = app.config["SETTINGS"].data_dir / "photos"
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        path.unlink()
    before = app.extensions["photos"]
    app.extensions["photos"] = replace(before, cleaner=cleaner, viewers=[])
    yield folder
    app.extensions["photos"] = before
    for leftover in (folder / "workbench").iterdir():
        shutil.rmtree(leftover)


@pytest.fixture
def phone(app: Flask, folder: Path) -> Phone:
    """A phone with a report of its own."""
    return Phone(app)


@pytest.fixture
def worker(app: Flask) -> "Worker":
    """Whoever runs the jobs."""
    return Worker(app)


class Worker:
    """Runs the photos' job as the bell does."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def run(self) -> None:
        bell(self.app).run("photos")
