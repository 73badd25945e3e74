"""Photos: taken in, verified, turned, stripped, scaled, stored, served. A photo carries its own visibility."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from flask import Flask

from app.cli import register_sweep
from app.jobs import register_job
from app.photos import api, jobs, routes
from app.photos.cleaner import Cleaner, ForkingCleaner
from app.photos.parts import Parts
from app.photos.storage import LocalStorage, Storage, make_folder

Viewer = Callable[[UUID, bytes], bool]
Listener = Callable[[UUID], None]


@dataclass(frozen=True, slots=True)
class Edges:
    """Where photos meet the world outside the application; tests bring their own."""

    storage: Storage
    parts: Parts
    cleaner: Cleaner
    workbench: Path
    viewers: list[Viewer] = field(default_factory=list)
    listeners: list[Listener] = field(default_factory=list)


def init_app(app: Flask) -> None:
    """Choose the edges; serve, receive and clean photos."""
    folder = app.config["SETTINGS"].data_dir / "photos"
    workbench = folder / "workbench"
    make_folder(workbench)
    app.extensions["photos"] = Edges(LocalStorage(folder), Parts(folder / "parts"), ForkingCleaner(), workbench)
    app.register_blueprint(api.bp)
    app.register_blueprint(routes.bp)
    register_job(app, "photos", jobs.process_photos)
    register_sweep(app, jobs.sweep)


def let_see(app: Flask, viewer: Viewer) -> None:
    """Show a photo that is not public to whom `viewer` trusts: asked, inside a request, with the sending's id and the
    hash of its secret.
    """
    app.extensions["photos"].viewers.append(viewer)


def tell_ready(app: Flask, listener: Listener) -> None:
    """Have `listener` told, with the sending's id and in that transaction, whenever a photo is ready."""
    app.extensions["photos"].listeners.append(listener)
