"""R4, R5 and R10: what happens to the outbox on a phone."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Playwright, sync_playwright

from tests.faults import figures
from tests.faults.browsers import crowding, dying, poisoning


@contextmanager
def chromium() -> Iterator[Playwright]:
    """Playwright, for one campaign."""
    with sync_playwright() as playwright:
        yield playwright


def browser_dies(options: argparse.Namespace) -> list[str]:
    """R4: the browser killed at each step of the outbox."""
    with figures.folder() as folder, figures.city() as server, chromium() as playwright:
        result = dying.die_again_and_again(playwright, server, folder, deaths=options.deaths, seed=options.seed)
        figures.tell(f"R4: the browser killed {options.deaths} times", dict(sorted(result.counts.items())))
        return result.surprises


def tabs_crowd(options: argparse.Namespace) -> list[str]:
    """R5: many tabs and the worker send from one outbox."""
    with figures.folder() as folder, figures.city() as server, chromium() as playwright:
        result = crowding.send_from_all(playwright, server, folder, reports=options.waiting, tabs=options.tabs)
        title = f"R5: {options.waiting} reports, {options.tabs} tabs and the worker"
        figures.tell(title, dict(sorted(result.counts.items())))
        return result.surprises


def queue_is_poisoned(_options: argparse.Namespace) -> list[str]:
    """R10: what cannot be sent stands first."""
    with figures.folder() as folder, figures.city() as server, chromium() as playwright:
        result = poisoning.send_past_poison(playwright, server, folder)
        figures.tell("R10: poisoned rows first in the queue", dict(sorted(result.counts.items())))
        return result.surprises
