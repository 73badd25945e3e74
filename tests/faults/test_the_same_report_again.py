"""A report that is sent more than once opens one case."""

from tests.faults import proof
from tests.faults.repeating import lose_answers, send_at_once
from tests.faults.server import Server


def test_the_same_report_fifty_times_at_once_opens_one_case(server: Server) -> None:
    before = server.count("cases")
    repeated = send_at_once(server.port, rounds=1, times=50)
    assert repeated.statuses == {201: 1, 200: 49}
    assert list(proof.texts(server, repeated.sendings)) == []
    assert server.count("cases") == before + 1


def test_a_report_whose_answer_was_lost_is_sent_again_and_opens_one_case(server: Server) -> None:
    before = server.count("cases")
    repeated = lose_answers(server.port, count=20, seed=311)
    assert repeated.lost_answers == 20
    assert repeated.statuses == {200: 20}
    assert list(proof.texts(server, repeated.sendings)) == []
    assert server.count("cases") == before + 20
