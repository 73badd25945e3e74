"""The sweep runs beside everything else: what arrives while it looks is not lost to it."""

import random

from app import create_app
from app.config import Settings
from app.extensions import db
from tests.faults import proof
from tests.faults.killing import let_send, make_sendings
from tests.faults.server import Server


def test_photos_that_arrive_during_a_sweep_are_not_taken_for_lost(server: Server) -> None:
    sendings = make_sendings(60, random.Random(311))
    app = create_app(Settings.from_env(server.environ))
    crowd = let_send(server.port, sendings, 8, random.Random(311))
    with app.app_context():
        while crowd.is_busy:
            counts = proof.run_checks(app.extensions["sweeps"])
            assert [what for what, count in counts.items() if count and what.startswith("FAULT")] == []
        db.engine.dispose()
    app.extensions["photos"].cleaner.close()
    assert crowd.surprises == []
    assert server.rows("SELECT count(*) FROM photos WHERE state = 'withheld'") == [(0,)]
