"""The situations in which supplements stand: answered, answered in part, corrected, contradicted, not yet released.

A body answers for the procedures that it leads; every situation occurs in each tier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final, TypeAlias

from demo.ledger import ExpectedProcedure
from demo.market.bodies import Body
from demo.own_themes import answered, body_with_themes, with_silent_themes
from demo.supplements.expected import with_supplements
from demo.supplements.saying import Said, full_lot, part_lot, purchase_of
from shared.procurement.themes import THEMES

Record: TypeAlias = dict[str, Any]
Situation: TypeAlias = Callable[[Random, ExpectedProcedure], "list[Record]"]
_WITHDRAWN: Final = {"state": "withdrawn", "reason": "Hoort bij een andere aanbesteding"}


@dataclass(frozen=True, slots=True)
class Supplemented:
    """What was made: the records by body, and every procedure as it stands with them."""

    records: Mapping[Body, Sequence[Record]]
    procedures: tuple[ExpectedProcedure, ...]


def supplement(
    procedures: Iterable[ExpectedProcedure], by: Sequence[Body], *, thorough: Body, seed: int
) -> Supplemented:
    """Let these bodies answer for the procedures that they lead, each in the next situation of its tier.

    The thorough one answers in full for all of its own; a municipality also for the themes that it added itself.
    """
    leads = {body.key: body for body in (*by, thorough)}
    themed = body_with_themes(by)
    records: defaultdict[Body, list[Record]] = defaultdict(list)
    told: list[ExpectedProcedure] = []
    turns: dict[str, int] = {}
    for procedure in sorted(procedures, key=lambda each: each.key):
        body = leads.get(procedure.lead_body or "")
        if body == themed:
            procedure = with_silent_themes(procedure)  # noqa: PLW2901 - the same, with the themes of its body
        name, said = None, []
        if body is not None and procedure.counted and procedure.key.startswith("bt04:"):
            turns[body.tier] = turns.get(body.tier, -1) + (body != thorough)
            name, situation = _TURNS[0] if body == thorough else _TURNS[turns[body.tier] % len(_TURNS)]
            rng = Random(f"{seed}/supplement/{procedure.key}")  # noqa: S311 - chance, no secret
            said = [
                _record(procedure, number, each)
                for number, each in enumerate(situation(rng, procedure) if situation else (), 1)
            ]
            if body == themed:
                said = [answered(each, procedure) for each in said]
            records[body] += said
        told.append(procedure if name is None or not said else _told(procedure, name, said))
    return Supplemented({body: records[body] for body in leads.values()}, tuple(told))


def _told(procedure: ExpectedProcedure, name: str, said: Sequence[Record]) -> ExpectedProcedure:
    named = replace(procedure, situations=(*procedure.situations, f"supplement: {name}"))
    return with_supplements(named, said)


def _record(procedure: ExpectedProcedure, number: int, said: Record) -> Record:
    named = procedure.key.removeprefix("bt04:")
    return {
        "senderKey": f"INK-{named[:8]}-{said.pop('document', number)}",
        "procurement": {"procedureId": named},
    } | said


def _full(rng: Random, procedure: ExpectedProcedure) -> list[Record]:
    all_six = rng.random() < 0.5  # noqa: PLR2004 - half of them confirm what their notices said
    lots = [full_lot(rng, procedure, lot, all_six=all_six) for lot in procedure.lots]
    if len(lots) > 1 and rng.random() < 0.5:  # noqa: PLR2004 - half say what is alike once
        lots = _alike_said_once(lots)
    purchase = purchase_of(rng, procedure)
    return [{**({"purchase": purchase} if purchase else {}), "lots": lots}]


def _alike_said_once(lots: Sequence[Said]) -> list[Said]:
    """What is said of social return for the first lot holds for all."""
    if "socialReturn" not in lots[0]:
        return list(lots)
    whole = {"socialReturn": lots[0]["socialReturn"]}
    return [whole, *({name: value for name, value in lot.items() if name != "socialReturn"} for lot in lots)]


def _part(rng: Random, procedure: ExpectedProcedure) -> list[Record]:
    return [{"lots": [part_lot(rng, lot) for lot in procedure.lots]}]


def _corrects(rng: Random, procedure: ExpectedProcedure) -> list[Record]:
    """A theme on which the notice said otherwise: both are kept, the buyer's answer counts."""
    lots = []
    for lot in procedure.lots:
        said = full_lot(rng, procedure, lot, all_six=True)
        stated = [theme for theme, state in lot.themes.items() if state in ("yes", "no")]
        if stated:
            theme = rng.choice(stated)
            answers = said["themes"]
            answers[theme] = "no" if answers[theme] == "yes" else "yes"
            criteria = [each for each in said.get("criteria", ()) if each["theme"] != theme]
            reasons = [each for each in said.get("explanations", ()) if each["theme"] != theme]
            for name, value in (("criteria", criteria), ("explanations", reasons)):
                said.pop(name, None)
                if value:
                    said[name] = value
        lots.append(said)
    return [{"lots": lots}]


def _contradict(rng: Random, procedure: ExpectedProcedure) -> list[Record]:
    """Two people of a body answer one question differently: nothing is known of it until one of them corrects it."""
    first, second = [], []
    for lot in procedure.lots:
        said = full_lot(rng, procedure, lot, all_six=True)
        theme, other = rng.sample(THEMES, 2)
        said["themes"][other] = "yes"
        said["explanations"] = [{"theme": theme, "reason": "costs"}] if said["themes"][theme] == "no" else []
        if not said["explanations"]:
            del said["explanations"]
        first.append(said)
        opposite = "no" if said["themes"][theme] == "yes" else "yes"
        second.append({"lotId": lot.lot_id, "themes": {theme: opposite, other: "yes"}})
    return [{"lots": first}, {"lots": second}]


def _draft(rng: Random, procedure: ExpectedProcedure) -> list[Record]:
    return [{**each, "state": "draft"} for each in _full(rng, procedure)]


def _held(rng: Random, procedure: ExpectedProcedure) -> list[Record]:
    return [{**each, "release": "hold"} for each in _full(rng, procedure)]


def _at_once(rng: Random, procedure: ExpectedProcedure) -> list[Record]:
    return [{**each, "release": "now"} for each in _full(rng, procedure)]


def _withdrawn(rng: Random, procedure: ExpectedProcedure) -> list[Record]:
    [said] = _part(rng, procedure)
    return [{"document": 1, **said}, {"document": 1, "senderVersion": 2, **_WITHDRAWN}]


def _second_version(rng: Random, procedure: ExpectedProcedure) -> list[Record]:
    [before], [after] = _part(rng, procedure), _full(rng, procedure)
    return [{"document": 1, **before}, {"document": 1, "senderVersion": 2, **after}]


_TURNS: Final[tuple[tuple[str, Situation | None], ...]] = (
    ("answered", _full),
    ("answered in part", _part),
    ("nothing", None),
    ("corrects its notice", _corrects),
    ("two that contradict", _contradict),
    ("answered", _full),
    ("draft", _draft),
    ("held back", _held),
    ("answered", _full),
    ("nothing", None),
    ("withdrawn", _withdrawn),
    ("answered later in full", _second_version),
    ("released at once", _at_once),
    ("answered", _full),
    ("nothing", None),
    ("corrects its notice", _corrects),
)
