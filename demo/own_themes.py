"""The themes that one municipality of the year adds to the common ones, and what it says of them lot by lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any, Final

from demo.ledger import ExpectedLot, ExpectedProcedure
from demo.market.bodies import Body

ADDED: Final[Sequence[Mapping[str, str]]] = (
    {"choice": "added", "theme": "privacy", "reason": "Besluit van de raad: gegevens van inwoners gaan mee."},
    {
        "choice": "added",
        "theme": "own:stadslandbouw",
        "nameNl": "Stadslandbouw",
        "nameEn": "Urban farming",
        "reason": "Besluit van de raad: de stad verbouwt een deel van haar voedsel zelf.",
    },
)
"""As the governance of the body states them in the registry."""

THEMES: Final = tuple(choice["theme"] for choice in ADDED)
_ANSWERS: Final = ("yes", "yes", "no", "withheld", None)


def body_with_themes(bodies: Sequence[Body]) -> Body:
    """The first municipality among these bodies."""
    return next(body for body in bodies if body.tier == "municipality")


def with_silent_themes(procedure: ExpectedProcedure) -> ExpectedProcedure:
    """A procedure of that body before it says anything: its lots have the themes, all silent."""
    lots = tuple(replace(lot, own_themes=dict.fromkeys(THEMES, "silent")) for lot in procedure.lots)
    return replace(procedure, lots=lots if procedure.launched_on or procedure.awarded_on else procedure.lots)


def answered(record: dict[str, Any], procedure: ExpectedProcedure) -> dict[str, Any]:
    """A record with what the body says of its own themes, by lot: the same in every record about one lot."""
    lots = [
        {**lot, **_said_of(procedure, str(lot["lotId"]))} if "lotId" in lot else lot for lot in record.get("lots", ())
    ]
    return {**record, "lots": lots} if lots else record


def told(lot: ExpectedLot, answers: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """The themes of a lot with what is said of them."""
    said = {each["theme"]: each["answer"] for each in answers}
    return {theme: said.get(theme, state) for theme, state in lot.own_themes.items()}


def _said_of(procedure: ExpectedProcedure, lot_id: str) -> dict[str, Any]:
    chance = Random(f"{procedure.key}/{lot_id}/own themes")  # noqa: S311 - chance, no secret
    said = [(theme, chance.choice(_ANSWERS)) for theme in THEMES]
    answers = [{"theme": theme, "answer": answer} for theme, answer in said if answer is not None]
    return {"ownThemes": answers} if answers else {}
