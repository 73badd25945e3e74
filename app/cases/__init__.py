"""The heart: reports, cases, their timelines, and what is near."""

from flask import Flask

from app.cases import (
    api,
    around,
    blueprint,
    cli,
    comparing,
    exports,
    feeds,
    following,
    invariants,
    jobs,
    keyring,
    neighbourhoods,
    offers,
    relocating,
    reporting,
    routes,
    sharing,
    whereabouts,
)
from app.cases.demo.cli import demo
from app.city.followers import register_follower
from app.cli import register_sweep
from app.followers.models import CASE
from app.followers.subjects import register_subjects
from app.jobs import register_job
from app.photos import let_see, tell_ready
from app.security import is_secret

# Importing them puts what they serve into the blueprints.
PAGES = (around, neighbourhoods, offers, reporting, routes, sharing, whereabouts)


def init_app(app: Flask) -> None:
    """Register pages, interface and commands."""
    app.register_blueprint(blueprint.bp)
    app.register_blueprint(api.bp)
    app.register_blueprint(exports.bp)
    app.register_blueprint(feeds.bp)
    app.cli.add_command(cli.cases)
    app.cli.add_command(demo)
    register_sweep(app, invariants.check_cases)
    let_see(app, lambda owner_id, kept: is_secret(keyring.keys().get(owner_id), kept))
    register_sweep(app, jobs.count_waiting)
    register_follower(app, relocating.FOLLOWER)
    register_subjects(app, CASE, following.FollowedCases())
    register_sweep(app, jobs.mend_counts)
    register_job(app, "retention", jobs.forget)
    tell_ready(app, comparing.order)
    register_sweep(app, jobs.compare_and_count)
    register_job(app, "likeness", jobs.compare)
    register_job(app, "counts", jobs.fold_counts)
    register_job(app, "lateness", jobs.tell_late)
    register_job(app, "follows", jobs.end_follows)
    register_job(app, "translations", jobs.TRANSLATING.start)
    register_job(app, "places", jobs.PLACING.start)
