"""`flask push keys`: the keys by which push services know this installation."""

import click
from flask.cli import AppGroup

from app import clock
from app.delivery import push_keys
from app.extensions import db

cli = AppGroup("push", help="Messages to phones and browsers.")


@cli.command("keys")
@click.option("--new", is_flag=True, help="Make other keys than there are.")
@click.option("--force", is_flag=True, help="Even where browsers are subscribed with them.")
def show_keys(new: bool, force: bool) -> None:
    """Show the public key, and make the pair where there is none yet."""
    if new:
        _renew(force=force)
    try:
        public = push_keys.keys().public
    except push_keys.KeysLost:
        raise click.ClickException(_lost()) from None
    click.echo(public)
    kept = "in STOOP_PUSH_KEY" if push_keys.are_set() else f"in {push_keys.kept_file()}, for its owner's eyes only"
    click.echo(f"The private key is {kept}. Keep a copy: with another one no subscription can be used.")
    click.echo(f"Browsers subscribed: {push_keys.count_subscriptions()}")
    click.echo(f"Push services reach you at {push_keys.contact()}")
    if push_keys.contact().endswith(push_keys.NOBODY):
        click.echo(
            "That is nobody's address, and Safari's service refuses messages from nobody: set STOOP_PUSH_CONTACT."
        )


def _renew(*, force: bool) -> None:
    if push_keys.are_set():
        raise click.ClickException("The keys come from STOOP_PUSH_KEY: change them there.")
    count = push_keys.count_subscriptions()
    if not force and (push_keys.kept_file().exists() or count):
        raise click.ClickException(
            f"There are keys, and {count} browsers are subscribed with them. Other keys make those subscriptions "
            "useless for good: each phone hears nothing until it opens a page again. --force does it all the same."
        )
    push_keys.replace_keys(clock.now())
    db.session.commit()
    click.echo(f"Other keys. {count} subscriptions ended; each begins anew when its phone opens a page.")
    click.echo("Start the server and the workers again: they still have the old keys.")


def _lost() -> str:
    return (
        f"{push_keys.kept_file()} is gone or spoilt. Browsers subscribed with it: {push_keys.count_subscriptions()}. "
        "Put it back from a copy. If there is none: flask push keys --new --force"
    )
