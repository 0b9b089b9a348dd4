from datetime import date

import pytest

from services.registry.successions.rules import Standing, Succession, faults_of
from shared.reference.codes import SuccessionKind

A, B, C, D = "urn:a", "urn:b", "urn:c", "urn:d"
DAY = date(2027, 1, 1)
STANDING = Standing(valid_from=None, valid_until=None, succeeded=False, demo=False)


def codes(
    kind: SuccessionKind,
    predecessors: tuple[str, ...],
    successors: tuple[str, ...],
    *,
    edges: tuple[tuple[str, str], ...] = (),
    **others: Standing,
) -> list[tuple[str, int | None, str]]:
    standings = dict.fromkeys((A, B, C, D), STANDING) | {f"urn:{name}": standing for name, standing in others.items()}
    stated = Succession(kind, DAY, predecessors, successors)
    return [(*placed(finding.location), finding.rule) for finding in faults_of(stated, standings, edges=edges)]


def placed(pointer: str) -> tuple[str, int | None]:
    """The side of the event that a JSON Pointer names, and the number in its list."""
    side, _, place = pointer.removeprefix("/").partition("/")
    return side, int(place) if place else None


@pytest.mark.parametrize(
    ("kind", "predecessors", "successors"),
    [
        ("merger", (A, B), (C,)),
        ("merger", (A, B), (A,)),
        ("split", (A,), (B, C)),
        ("split", (A,), (A, B)),
        ("renaming", (A,), (B,)),
        ("renaming", (A,), (A,)),
    ],
)
def test_several_go_into_one_one_into_several_and_one_into_one_also_when_a_key_is_kept(
    kind: SuccessionKind, predecessors: tuple[str, ...], successors: tuple[str, ...]
) -> None:
    assert codes(kind, predecessors, successors) == []


@pytest.mark.parametrize(
    ("kind", "predecessors", "successors", "side"),
    [
        ("merger", (A,), (B,), "predecessors"),
        ("merger", (A, B), (C, D), "successors"),
        ("split", (A, B), (C, D), "predecessors"),
        ("split", (A,), (B,), "successors"),
        ("renaming", (A, B), (C,), "predecessors"),
        ("renaming", (A,), (B, C), "successors"),
    ],
)
def test_another_number_of_parties_is_another_event(
    kind: SuccessionKind, predecessors: tuple[str, ...], successors: tuple[str, ...], side: str
) -> None:
    assert codes(kind, predecessors, successors) == [(side, None, "wrong-number")]


def test_only_who_keeps_no_key_ends() -> None:
    assert Succession("merger", DAY, (A, B), (A,)).ended == (B,)
    assert Succession("renaming", DAY, (A,), (A,)).ended == ()


def test_a_party_named_twice_or_unknown_is_pointed_at() -> None:
    assert codes("merger", (A, A), (C,)) == [("predecessors", 1, "named-twice")]
    assert codes("renaming", ("urn:x",), (B,)) == [("predecessors", 0, "unknown-party")]


@pytest.mark.parametrize(("began", "wrong"), [(date(2026, 12, 31), False), (DAY, True), (date(2027, 1, 2), True)])
def test_a_predecessor_has_begun_before_the_day(began: date, *, wrong: bool) -> None:
    standing = Standing(began, None, succeeded=False, demo=False)

    assert codes("renaming", (A,), (B,), a=standing) == ([("predecessors", 0, "not-begun")] if wrong else [])


@pytest.mark.parametrize(("ended", "wrong"), [(DAY, False), (date(2026, 6, 1), True), (date(2027, 6, 1), True)])
def test_a_predecessor_ends_on_that_day_and_no_other(ended: date, *, wrong: bool) -> None:
    standing = Standing(None, ended, succeeded=False, demo=False)

    assert codes("renaming", (A,), (B,), a=standing) == ([("predecessors", 0, "other-end")] if wrong else [])


def test_nobody_goes_over_twice() -> None:
    gone = Standing(None, DAY, succeeded=True, demo=False)

    assert codes("renaming", (A,), (B,), a=gone) == [("predecessors", 0, "succeeded-already")]


@pytest.mark.parametrize(
    ("begin", "end", "code"),
    [(date(2027, 1, 2), None, "begins-later"), (None, DAY, "ended"), (DAY, date(2027, 1, 2), None)],
)
def test_a_successor_exists_on_the_day(begin: date | None, end: date | None, code: str | None) -> None:
    standing = Standing(begin, end, succeeded=False, demo=False)

    assert codes("renaming", (A,), (B,), b=standing) == ([("successors", 0, code)] if code else [])


def test_worlds_do_not_mix() -> None:
    of_demonstration = Standing(None, None, succeeded=False, demo=True)

    assert codes("merger", (A, B), (C,), b=of_demonstration) == [("predecessors", 1, "apart")]


def test_nobody_succeeds_itself_by_a_detour_of_any_length() -> None:
    assert codes("renaming", (A,), (B,), edges=((B, A),)) == [("successors", 0, "cycle")]
    assert codes("renaming", (A,), (B,), edges=((B, C), (C, D), (D, A))) == [("successors", 0, "cycle")]
    assert codes("renaming", (A,), (B,), edges=((A, C), (C, D))) == []


def test_every_fault_is_named_at_once() -> None:
    faults = codes("merger", (A, A, "urn:x"), (B, C))

    assert {code for _, _, code in faults} == {"named-twice", "unknown-party", "wrong-number"}
