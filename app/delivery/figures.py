"""How delivery does, in figures, for whoever watches over it (`flask delivery status`, `/metrics`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from app import clock
from app.delivery.expanding import count_pending
from app.delivery.models import Message, State
from app.dispatch import Dispatch
from app.extensions import db
from app.followers.models import Channel

LATELY = timedelta(days=1)
UNHAPPY = (State.GONE, State.REFUSED, State.EXPIRED)
Counts = dict[tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Figures:
    """What waits, and what came of the others in the last 24 hours."""

    pending_dispatches: int
    oldest_dispatch_seconds: float
    oldest_due_seconds: float  # how long what is due the longest waits: near 0 while a worker runs
    waiting: Counts  # by host and state
    ended: Counts  # by host and state
    reasons: Counts  # by host, state and reason: why messages were not told, or were tried again
    channels: Counts  # by kind and state


def read_figures() -> Figures:
    """As of now."""
    is_open, ended_lately = Message.done_at.is_(None), Message.done_at >= clock.now() - LATELY
    why = (Message.host, Message.state, Message.outcome)
    return Figures(
        pending_dispatches=count_pending(),
        oldest_dispatch_seconds=_age(select(func.min(Dispatch.created_at)).where(Dispatch.expanded_at.is_(None))),
        oldest_due_seconds=_age(select(func.min(Message.due_at)).where(is_open)),
        waiting=_counts(select(Message.host, Message.state, func.count()).where(is_open)),
        ended=_counts(select(Message.host, Message.state, func.count()).where(ended_lately)),
        reasons=_counts(select(*why, func.count()).where(ended_lately, Message.state.in_(UNHAPPY)))
        | _counts(select(*why, func.count()).where(is_open, Message.state == State.LATER)),
        channels=_counts(select(Channel.kind, Channel.state, func.count())),
    )


def _age(moment: Select[Any]) -> float:
    oldest = db.session.scalar(moment)
    return max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0


def _counts(rows: Any) -> Counts:
    """{the columns as text: the last one}, by the columns."""
    *names, _count = rows.selected_columns
    return {tuple(map(str, row[:-1])): row[-1] for row in db.session.execute(rows.group_by(*names).order_by(*names))}


def as_lines(figures: Figures) -> Iterator[str]:
    """For people."""
    yield f"{figures.pending_dispatches:>8}  events wait to be turned into messages"
    if figures.pending_dispatches:
        yield f"          the oldest for {figures.oldest_dispatch_seconds:.0f} s"
    if figures.oldest_due_seconds:
        yield f"          the message that is due the longest waits for {figures.oldest_due_seconds:.0f} s"
    for title, counts in (
        ("waiting", figures.waiting),
        ("in the last 24 hours", figures.ended),
        ("why", figures.reasons),
        ("channels", figures.channels),
    ):
        yield from _section(title, counts)


def _section(title: str, counts: Counts) -> Iterator[str]:
    if counts:
        yield f"{title}:"
    for names, count in counts.items():
        yield f"{count:>8}  {'  '.join(names)}"


def as_prometheus(figures: Figures) -> str:
    """In Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats)."""
    lines = [
        *_gauge("stoop_dispatches_pending", "Events that wait to be turned into messages.", figures.pending_dispatches),
        *_gauge("stoop_dispatches_oldest_seconds", "Age of the oldest of them.", figures.oldest_dispatch_seconds),
        *_gauge("stoop_messages_oldest_due_seconds", "How long the oldest of them waits.", figures.oldest_due_seconds),
        *_labelled("stoop_messages_waiting", "Messages that are still to be told.", ("host", "state"), figures.waiting),
        *_labelled(
            "stoop_messages_ended_last_day", "Messages that ended in 24 hours.", ("host", "state"), figures.ended
        ),
        *_labelled(
            "stoop_messages_trouble",
            "Messages that wait for another try, or ended untold in 24 hours.",
            ("host", "state", "reason"),
            figures.reasons,
        ),
        *_labelled("stoop_channels", "Ways to reach followers.", ("kind", "state"), figures.channels),
    ]
    return "\n".join(lines) + "\n"


def _head(name: str, meaning: str) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"


def _gauge(name: str, meaning: str, value: float) -> Iterator[str]:
    yield from _head(name, meaning)
    yield f"{name} {value}"


def _labelled(name: str, meaning: str, labels: tuple[str, ...], counts: Counts) -> Iterator[str]:
    yield from _head(name, meaning)
    for values, count in counts.items():
        pairs = ",".join(f'{label}="{_escaped(value)}"' for label, value in zip(labels, values, strict=True))
        yield f"{name}{{{pairs}}} {count}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
