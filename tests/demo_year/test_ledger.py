from __future__ import annotations

from demo.ledger import ExpectedLot
from demo.procurements.draft import answer, presence
from shared.procurement.themes import THEMES
from tests.demo_year.conftest import Year


def lots(year: Year) -> list[ExpectedLot]:
    return [lot for procedure in year.ledger.procedures for lot in procedure.lots]


def test_a_key_belongs_to_one_procedure(year: Year) -> None:
    keys = [procedure.key for procedure in year.ledger.procedures]
    assert len(keys) == len(set(keys))
    assert {key.partition(":")[0] for key in keys} == {"bt04", "ocid", "own", "notice"}


def test_an_amount_is_known_or_says_why_not(year: Year) -> None:
    for lot in lots(year):
        assert (lot.awarded_value is not None) == (lot.value_why == "known"), lot
        assert (lot.value_basis is not None) == (lot.value_why == "known"), lot
        assert (lot.tenders_received is not None) == (lot.tenders_why == "known"), lot


def test_only_awarded_lots_have_a_date_an_amount_or_winners(year: Year) -> None:
    for lot in lots(year):
        if lot.state == "awarded":
            assert lot.awarded_on is not None
            assert lot.winners
        else:
            assert (lot.awarded_on, lot.awarded_value, lot.tenders_received, lot.winners) == (None, None, None, ())
            assert lot.value_why == lot.tenders_why == "not-applicable"


def test_a_procedure_is_what_its_counted_lots_are(year: Year) -> None:
    for procedure in year.ledger.procedures:
        counted = [lot for lot in procedure.lots if lot.counted]
        dates = [lot.awarded_on for lot in counted if lot.awarded_on]
        if procedure.counted:
            assert counted
            assert procedure.state in {"running", "awarded"}
            assert procedure.launched_on is not None
            assert procedure.awarded_on == min(dates, default=None)
            assert (procedure.state == "awarded") == bool(dates)
            for theme in THEMES:
                assert procedure.themes[theme] == presence([answer(lot.themes[theme]) for lot in counted])
            assert procedure.strategic_complete == all(lot.strategic_complete for lot in counted)
        else:
            assert set(procedure.themes.values()) == {None}
            assert all(lot.competition == "dps" for lot in counted)


def test_nothing_is_awarded_before_it_was_launched_unless_a_sender_says_so(year: Year) -> None:
    for procedure in year.ledger.procedures:
        told_late = procedure.competition == "no-call" or "without its call" in " ".join(procedure.situations)
        if procedure.awarded_on and procedure.launched_on and not told_late:
            odd = any(
                name.startswith(("C3 result", "C12 call-off", "award release only", "C4 two rules"))
                for name in procedure.situations
            )
            assert odd or procedure.launched_on <= procedure.awarded_on, procedure


def test_any_theme_follows_from_the_six_or_from_a_theme_that_is_not_named(year: Year) -> None:
    for lot in lots(year):
        states = set(lot.themes.values())
        if "yes" in states:
            assert lot.any_theme is True
        elif states == {"no"}:
            assert lot.any_theme is False
        else:
            assert lot.any_theme is not False


def test_the_lead_takes_part(year: Year) -> None:
    for procedure in year.ledger.procedures:
        assert procedure.lead_body is None or procedure.lead_body in procedure.took_part
        assert (procedure.tier is None) == (procedure.lead_body is None)
