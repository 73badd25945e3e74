"""The reporter's own cases as JSON: what a phone keeps of them, to show without a network."""

from collections.abc import Sequence
from typing import Any

import orjson

from app import clock
from app.cases.cards import CaseCard, cards
from app.cases.models import Case, Report
from app.cases.wording import expected_text
from app.i18n import city_text, format_date, format_moment, local_date


def own_cases(reports: Sequence[Report]) -> bytes:
    """`{checked_at, checked_text, cases}`: each case once, in the order of its reports, in the reader's language."""
    own: dict[Case, Report] = {}
    for report in reports:
        own.setdefault(report.case, report)
    moment = clock.now()
    cases = [_known(card, report) for card, report in zip(cards(list(own)), own.values(), strict=True)]
    return orjson.dumps({"checked_at": moment, "checked_text": format_moment(moment), "cases": cases})


def _known(card: CaseCard, report: Report) -> dict[str, Any]:
    return {
        "number": card.number,
        "spaced_number": card.spaced_number,
        "url": card.url,
        "service_name": city_text(card.service_name) if card.service else card.service_name,
        "icon": card.service.icon if card.service else "info",
        "status": card.status,
        "status_text": card.status_text,
        "closing_reason": card.closing_reason,
        "is_closed": card.is_closed,
        "where_text": report.address or card.address or city_text(card.neighbourhood_name or ""),
        "received_at": card.received_at,
        "received_text": format_date(local_date(card.received_at)),
        "expected_text": "" if card.is_closed else expected_text(card.service_code, card.expected_on, card.given_on),
        "others_text": card.others_text,
        "thumbnail_url": card.thumbnail.url(width=160, format="webp") if card.thumbnail else None,
    }
