"""A later file tells of a case that staff have linked: who follows it hears of it, and a reopened duplicate goes on."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cases import linking, queries
from app.cases.models import Case
from app.dispatch import Dispatch
from app.extensions import db
from tests.cases.exports import Export
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import sent
from tests.samples import Sample

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def export(app: Flask, sample: Sample, tmp_path: Path) -> Export:
    return Export(app, sample, tmp_path)


def imported(export: Export) -> Case:
    """A case that the file brought in."""
    export.run(export.record())
    return db.session.scalars(select(Case).where(Case.source.is_not(None))).one()


def later(export: Export, status: str) -> None:
    """Three days after, the file says so."""
    with clock.stopped_at(NOON + timedelta(days=3)):
        assert "1 changed" in export.run(export.record(status=status, updated_datetime="2026-11-20 09:00:00")).output
    db.session.expire_all()


def test_who_follows_an_imported_case_by_a_link_hears_that_it_closed(client: CheckingClient, export: Export) -> None:
    own, leader = queries.find_case(sent(client)), imported(export)
    linking.link_cases(own, leader)
    db.session.commit()
    later(export, status="Closed")
    told = db.session.scalars(select(Dispatch.subject_id).where(Dispatch.event_id == leader.events[-1].id)).all()
    assert sorted(told) == sorted((own.id, leader.id))


def test_a_duplicate_that_its_source_opens_again_goes_on_by_itself(client: CheckingClient, export: Export) -> None:
    duplicate, leader = imported(export), queries.find_case(sent(client))
    linking.link_cases(duplicate, leader)
    db.session.commit()
    assert leader.report_count == 2
    later(export, status="in_progress")
    assert (duplicate.status, leader.report_count) == ("in_progress", 1)
    linking.link_cases(duplicate, leader)  # for nothing holds them together any more
