"""Themes that a body added itself, as notices and supplements speak of them, lot by lot."""

import pytest

from tests.ingest.own_records.records import findings
from tests.ingest.own_records.test_supplements import call, compiler_findings, lot, lots_of, send, supplement
from tests.ingest.service.builders import OIN_OF_ALPHA, Sender, execute


def adds_themes(database: str, *themes: str, since: str | None = None) -> None:
    """The body of these tests states in the registry which themes it adds."""
    statement = """
        with stated as (
            insert into registry.governance (party_id, stated_by) select id, 'test' from registry.party
            where uri = (select party from registry.party_identifier_current where value = %s) returning party_id
        )
        insert into registry.theme_choice (party_id, choice, theme, reason, valid)
        select party_id, 'added', theme, 'test', daterange(%s::date, null) from stated, unnest(%s::text[]) theme
    """
    execute(database, statement, [OIN_OF_ALPHA, since, list(themes)])


def answered(**answers: str) -> list[dict[str, str]]:
    return [{"theme": theme.replace("_", "-"), "answer": answer} for theme, answer in answers.items()]


ADAPTS = {
    "hasSustainability": True,
    "sustainability": [{"goal": "environmental.climateChangeAdaptation", "strategies": ["awardCriteria"]}],
}


@pytest.mark.parametrize(
    ("said", "state", "found"),
    [
        ({}, "yes", []),
        ({"climate_adaptation": "withheld"}, "yes", []),
        ({"climate_adaptation": "no"}, "no", [("CMP-014", "/lots/LOT-0001/ownThemes/climate-adaptation")]),
    ],
)
def test_a_notice_says_yes_to_a_local_theme_and_the_buyer_goes_before_it(
    database: str, sender: Sender, said: dict[str, str], state: str, found: list[tuple[str, str]]
) -> None:
    adds_themes(database, "climate-adaptation", "privacy")
    lots = [{"id": "LOT-0001", "title": "Perceel", "status": "active", **ADAPTS}]
    send(database, sender, call(tender={"id": "T-1", "title": "Riool", "lots": lots}))
    send(database, sender, supplement(lot(ownThemes=answered(**said))))
    assert lots_of(database, "own_themes") == [("LOT-0001", {"climate-adaptation": state, "privacy": "silent"})]
    assert [each for each in compiler_findings(database) if "ownThemes" in each[1]] == found
    [(_, evidence)] = lots_of(database, "evidence")
    assert "climate-adaptation" in {each["theme"] for each in evidence}


def test_two_supplements_that_contradict_each_other_leave_an_own_theme_unknown(database: str, sender: Sender) -> None:
    adds_themes(database, "privacy")
    send(database, sender, call())
    for key, answer in (("INK-1", "yes"), ("INK-2", "no")):
        send(database, sender, supplement(lot(ownThemes=answered(privacy=answer)), senderKey=key))
    assert lots_of(database, "own_themes") == [("LOT-0001", {"privacy": "conflicting"})]
    assert compiler_findings(database) == [("CMP-013", "/lots/LOT-0001/ownThemes/privacy")]


def test_a_theme_that_was_added_after_the_launch_does_not_count_and_the_answer_is_a_finding(
    database: str, sender: Sender
) -> None:
    adds_themes(database, "privacy", since="2035-01-01")
    send(database, sender, call())
    send(database, sender, supplement(lot(ownThemes=answered(privacy="yes"))))
    assert lots_of(database, "own_themes") == [("LOT-0001", {})]
    assert compiler_findings(database) == [("CMP-017", "/lots/LOT-0001/ownThemes/privacy")]


def test_an_own_theme_that_cannot_be_or_stands_twice_is_refused_with_its_place(sender: Sender, database: str) -> None:
    def places(*records: dict[str, object]) -> list[tuple[str, str]]:
        found = findings(sender, send(database, sender, *records))
        return [(rule, place.removeprefix("line 1")) for rule, place in found]

    strange = supplement(lot(ownThemes=answered(climate="yes")))
    assert places(strange) == [("REC-010", "/lots/0/ownThemes/0/theme")]
    twice = supplement(lot(ownThemes=[*answered(privacy="yes"), *answered(privacy="no")]), senderKey="INK-2")
    assert places(twice)[:2] == [("SUP-016", f"/lots/0/ownThemes/{number}/theme") for number in (0, 1)]
