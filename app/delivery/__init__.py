"""Delivery: what must be heard becomes messages, and every message is sent until it is told."""

from flask import Flask

from app.cli import register_sweep
from app.delivery import (
    bounces_cli,
    cli,
    confirming,
    confirming_models,
    email_jobs,
    email_settings,
    jobs,
    leasing,
    metrics,
    models,
    push_cli,
    push_keys,
    routes,
)
from app.delivery.composing import register_words
from app.delivery.email_sender import make_email_sender
from app.delivery.email_words import confirm_words
from app.delivery.push_sender import make_push_sender
from app.delivery.senders import register_sender
from app.delivery.sms import make_sms_sender
from app.followers.edges import register_take_over
from app.followers.emails import register_asker
from app.jobs import register_job

TABLES = (models.Message, confirming_models.AskedLetter, confirming_models.RefusedLetter)


def init_app(app: Flask) -> None:
    """Register what carries messages, commands and pages."""
    push_keys.init_app(app)
    email_settings.init_app(app, app.config["SETTINGS"])
    app.register_blueprint(metrics.bp)
    app.register_blueprint(routes.bp)
    cli.cli.add_command(bounces_cli.read_bounces)
    app.cli.add_command(cli.cli)
    app.cli.add_command(push_cli.cli)
    register_sender(app, "push", make_push_sender)
    register_sender(app, "email", make_email_sender)
    register_sender(app, "sms", make_sms_sender)
    register_words(app, models.CONFIRM, confirm_words)
    register_asker(app, confirming.ask, email_settings.email_is_offered)
    register_take_over(app, leasing.take_over)
    register_sweep(app, jobs.prove)
    register_job(app, "forget asked letters", email_jobs.forget_asked)
