"""A field that a notice withholds until a day becomes readable on that day by itself (BT-198), and not a day before."""

from datetime import date
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.processing.following import Disclosing
from tests.ingest.eforms.builders import notice
from tests.ingest.eforms.contract_notices import award
from tests.ingest.service.builders import OIN_OF_ALPHA, XML, Sender, rows, work_off

UNTIL = date(2090, 6, 30)
BEFORE = date(2090, 6, 29)


def disclosing(database: str, today: date) -> tuple[Disclosing, list[int]]:
    reached: list[int] = []
    return Disclosing(engine_of(database), reached=reached.append, today=lambda: today), reached


def engine_of(database: str) -> Engine:
    return create_engine(role_url(database, "ppds_ingest"), poolclass=NullPool)


def days_pass(database: str, today: date) -> list[int]:
    """The work of a worker on that day; the positions of the change log that it reached."""
    job, reached = disclosing(database, today)
    while job.run(lambda: False):
        pass
    return reached


def shown(sender: Sender) -> tuple[Any, Any, Any]:
    """The awarded value of the lot, why it is so, and the amount of the contract."""
    [procedure] = sender.items("/procedures")
    [lot] = [each for each in procedure["lots"] if each["lotId"] == "LOT-0001"]
    [contract] = sender.items("/contracts")
    amount = contract["amount"] and contract["amount"]["value"]
    return lot["awardedValue"], lot["valueState"], amount


def test_what_is_withheld_is_not_read_before_its_day_and_is_from_then_on(database: str, sender: Sender) -> None:
    sender.sent(award(OIN_OF_ALPHA, withheld_until="2090-06-30+02:00"), XML)
    work_off(database)
    assert shown(sender) == (None, "withheld", None)
    assert days_pass(database, BEFORE) == []
    assert shown(sender) == (None, "withheld", None)
    [position] = days_pass(database, UNTIL)
    assert shown(sender) == (500000, "known", 500000)
    assert days_pass(database, UNTIL) == []
    places = "select distinct s.fact from procurement.change c join procurement.change_scope s on s.change = c.id"
    assert rows(database, f"{places} where c.position = %s and c.cause = 'disclosure'", [position]) == [("procedure",)]


def test_the_facts_that_figures_read_follow_on_the_day(database: str, sender: Sender) -> None:
    sender.sent(award(OIN_OF_ALPHA, withheld_until="2090-06-30+02:00"), XML)
    work_off(database)
    query = "select awarded_value from procurement.fact_lot where lot_id = 'LOT-0001'"
    assert rows(database, query) == [(None,)]
    days_pass(database, UNTIL)
    assert [int(value) for (value,) in rows(database, query)] == [500000]


def test_the_worker_finds_its_day_itself(database: str, sender: Sender) -> None:
    sender.sent(award(OIN_OF_ALPHA, withheld_until="2090-06-30+02:00"), XML)
    work_off(database)
    for today, any_work in ((BEFORE, False), (UNTIL, True)):
        job, _ = disclosing(database, today)
        with Session(engine_of(database)) as session:
            assert job.has_work(session) is any_work


def test_a_day_that_has_passed_withholds_nothing(database: str, sender: Sender) -> None:
    sender.sent(award(OIN_OF_ALPHA, withheld_until="2026-01-02+01:00"), XML)
    work_off(database)
    assert shown(sender) == (500000, "known", 500000)


def test_the_same_notice_sent_after_the_day_is_the_same_notice(database: str, sender: Sender) -> None:
    body = award(OIN_OF_ALPHA, withheld_until="2090-06-30+02:00")
    sender.sent(body, XML)
    work_off(database)
    days_pass(database, UNTIL)
    submission = sender.sent(body + b"\n", XML)
    work_off(database)
    assert sender.report(submission)["counts"]["unchanged"] == 1


def test_a_field_that_does_not_stand_in_the_clear_has_no_day(database: str, sender: Sender) -> None:
    sender.sent(award(OIN_OF_ALPHA, value="-1", withheld_until="2090-06-30+02:00"), XML)
    work_off(database)
    assert days_pass(database, UNTIL) == []
    assert shown(sender) == (None, "withheld", None)


def test_what_a_notice_says_later_holds_no_more_than_it_says() -> None:
    read = notice(award(OIN_OF_ALPHA, withheld_until="2090-06-30+02:00"))
    [later] = read.later
    assert later.on == UNTIL
    [value] = {tender.value for tender in later.notice.tenders if tender.tender_id == "TEN-0001"}
    assert value is not None
    assert int(value.value) == 500000
    assert later.notice.later == ()
    assert all(tender.value is None for tender in read.tenders if tender.tender_id == "TEN-0001")
