"""What a body said and did not release: its own figures alone know it, whatever order it came in (C29)."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.ingest.own_records.test_supplements import THEMES, award, call, lot, send, supplement
from tests.ingest.service.builders import Sender, rows


def seen(database: str, fact: str, *columns: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of a fact as everybody counts them, and as their lead body does."""
    names = ", ".join(columns)
    return {
        view: rows(database, f"select {names} from procurement.fact_{fact} where {view} order by 1")  # noqa: S608
        for view in ("released", "own")
    }


def of_all_themes(answer: str) -> Mapping[str, Any]:
    return lot(None, themes=dict.fromkeys(THEMES, answer))


def test_what_is_held_back_counts_in_the_bodys_own_rows_alone(database: str, sender: Sender) -> None:
    send(database, sender, call())
    send(database, sender, supplement(of_all_themes("no"), release="hold", purchase={"productChain": "catering"}))
    assert seen(database, "procedure", "climate", "product_chain", "supplemented") == {
        "released": [(None, None, False)],
        "own": [(False, "catering", True)],
    }
    assert seen(database, "lot", "climate", "any_theme") == {"released": [(None, None)], "own": [(False, False)]}
    uses = seen(database, "theme_use", "theme", "answer", "level")
    assert {row[1:] for row in uses["released"]} == {(None, None)}
    assert {row[1:] for row in uses["own"]} == {(False, 0)}


@pytest.mark.parametrize("first", ["notice", "supplement"])
def test_before_the_award_it_is_the_bodys_own_and_from_then_on_everybodys(
    database: str, sender: Sender, first: str
) -> None:
    came = {"notice": call(), "supplement": supplement(of_all_themes("yes"), release="on-award")}
    for name in sorted(came, key=lambda name: name != first):
        send(database, sender, came[name])
    assert seen(database, "lot", "climate") == {"released": [(None,)], "own": [(True,)]}
    send(database, sender, award())
    assert seen(database, "lot", "climate") == {"released": [(True,)], "own": [(True,)]}
    assert rows(database, "select count(*) from procurement.unreleased") == [(0,)]


def test_a_draft_counts_nowhere_and_a_withdrawal_leaves_nothing_of_it(database: str, sender: Sender) -> None:
    send(database, sender, call())
    send(database, sender, supplement(of_all_themes("yes"), state="draft", release="hold"))
    assert seen(database, "lot", "climate") == {"released": [(None,)], "own": [(None,)]}
    send(database, sender, supplement(of_all_themes("yes"), senderVersion=2, release="hold"))
    assert seen(database, "lot", "climate") == {"released": [(None,)], "own": [(True,)]}
    send(database, sender, supplement(senderVersion=3, state="withdrawn", reason="Verkeerd"))
    assert seen(database, "lot", "climate") == {"released": [(None,)], "own": [(None,)]}


def test_what_was_held_back_stands_in_the_past_as_the_body_saw_it(database: str, sender: Sender) -> None:
    send(database, sender, call())
    send(database, sender, supplement(of_all_themes("yes"), release="hold"))
    send(database, sender, supplement(of_all_themes("no"), release="now", senderVersion=2))
    query = """
        select released, own, climate, until_position is null from procurement.fact_lot_at
        order by since_position, released desc
    """
    assert rows(database, query) == [
        (True, True, None, False),
        (True, False, None, False),
        (False, True, True, False),
        (True, True, False, True),
    ]


def test_two_that_contradict_before_release_are_unknown_to_the_body_too(database: str, sender: Sender) -> None:
    send(database, sender, call())
    other = supplement(of_all_themes("no"), senderKey="INK-2", release="hold")
    send(database, sender, supplement(of_all_themes("yes"), release="now"), other)
    assert seen(database, "lot", "climate") == {"released": [(True,)], "own": [(None,)]}


def test_nothing_of_a_text_is_kept_with_what_is_held_back(database: str, sender: Sender) -> None:
    send(database, sender, call())
    send(database, sender, supplement(of_all_themes("yes"), release="hold"))
    kept = rows(database, "select kind, row from procurement.unreleased order by kind")
    assert [kind for kind, _ in kept] == ["lot", "procedure"]
    texts = {"title", "buyers", "findings", "evidence", "suppliers", "contracts"}
    assert not any(texts & row.keys() for _, row in kept)
