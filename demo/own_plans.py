"""Signatures, plans, assessments and tasks of the year: some bodies have a plan, some a joint one, one has none yet.

Category plans are those of the body that buys for others; who assesses is the first of central government. Everything
is made up but the documents that are signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, Final, TypeAlias

from demo.market.bodies import Body, bodies

Record: TypeAlias = dict[str, Any]

_THEMES: Final = (
    *("climate", "circular", "pollution-biodiversity"),
    *("human-rights-labour", "diversity-inclusion", "social-return"),
)
_REASONS: Final = ("time-or-capacity", "little-influence", "low-risk", "costs")
_CATEGORIES: Final = ("Vervoer", "Kantoorinrichting", "Schoonmaak")
_NEEDS: Final = ("knowledge", "capacity", "means")
_SITE: Final = "https://plannen.voorbeeld.example"
_YEARS: Final = {"startsOn": "2024-01-01", "endsOn": "2027-12-31"}


def bound_bodies() -> tuple[Body, ...]:
    """All of central government and the first two bodies of each other tier, in the order of the list."""
    by_tier: dict[str, list[Body]] = {}
    for body in bodies():
        by_tier.setdefault(body.tier, []).append(body)
    return tuple(body for tier, of_tier in by_tier.items() for body in of_tier[: None if tier == "central" else 2])


def plans_of(body: Body, *, seed: int) -> Mapping[str, list[Record]]:
    """What a bound body keeps of plans, by the name of the format; nothing of others."""
    bound = bound_bodies()
    if body not in bound:
        return {}
    draws = Random(f"{seed}/plans/{body.number}")  # noqa: S311 - chance, no secret
    made = {
        "ppds-signature": list(_signatures(body, bound)),
        "ppds-plan": list(_plans(draws, body, bound)),
        "ppds-plan-assessment": list(_assessments(body, bound)),
        "ppds-task": list(_tasks(draws, body)),
    }
    return {name: records for name, records in made.items() if records}


def _signatures(body: Body, bound: tuple[Body, ...]) -> Iterator[Record]:
    """All signed in 2022, but for the last, whose plan is not due yet; central government is bound since 2019."""
    signed_on = "2025-06-02" if body == bound[-1] else "2022-11-24"
    source = "Verzonnen voor de demonstratie"
    yield {"senderKey": "MANIFEST", "document": "manifest-2022", "signedOn": signed_on, "source": source}
    if body.tier == "central":
        yield {"senderKey": "RIJK", "document": "impact-2019", "signedOn": "2019-10-28", "source": source}


def _plans(draws: Random, body: Body, bound: tuple[Body, ...]) -> Iterator[Record]:
    """An action plan of most; of the first two one together, of the last of central government and the last none."""
    central = [each for each in bound if each.tier == "central"]
    if body not in (central[1], central[-1], bound[-1]):
        joint = {"jointWith": [central[1].oin]} if body == central[0] else {}
        yield {**_action_plan(draws, body), **joint}
    if body == central[2]:
        for number, category in enumerate(_CATEGORIES, 1):
            yield _category_plan(draws, number, category)


def _action_plan(draws: Random, body: Body) -> Record:
    left_out = draws.choice(_THEMES)
    pursued = [theme for theme in _THEMES if theme != left_out]
    themes: list[Record] = [{"theme": theme, "level": draws.randint(1, 5)} for theme in pursued[:-1]]
    themes.append({"theme": left_out, "reason": draws.choice(_REASONS)})
    goals = [_goal(draws, number, theme) for number, theme in enumerate(pursued[:3], 1)]
    return {
        "senderKey": "ACTIEPLAN-2024",
        "type": "action-plan",
        "title": f"Actieplan MVOI {body.name}",
        **_YEARS,
        "address": f"{_SITE}/{body.number}/actieplan",
        "publishedOn": "2024-02-12",
        "scale": "manifest",
        "themes": themes,
        "goals": goals,
        "actions": [_action(draws, number, goal) for number, goal in enumerate(goals, 1)],
        "reports": [{"year": 2024, "address": f"{_SITE}/{body.number}/2024", "publishedOn": "2025-03-03"}],
    }


def _category_plan(draws: Random, number: int, category: str) -> Record:
    levels: list[Record] = [{"theme": theme, "level": draws.randint(0, 3)} for theme in _THEMES]
    pursued = next((each["theme"] for each in levels if each["level"]), None)
    goal = _goal(draws, 1, pursued or "climate")
    return {
        "senderKey": f"CATEGORIEPLAN-{number}",
        "type": "category-plan",
        "title": f"Categorieplan {category}",
        "category": category,
        **_YEARS,
        "address": f"{_SITE}/categorie/{number}",
        "publishedOn": "2024-04-02",
        "scale": "ambition-web",
        "themes": levels,
        "goals": [goal],
        "actions": [_action(draws, 1, goal)],
        "exceptions": [{"what": "Kleding voor koud en nat weer", "reason": "Geen alternatief", "endsOn": "2026-12-31"}],
    }


def _goal(draws: Random, number: int, theme: str) -> Record:
    """A goal that says all, or that lacks its baseline and owner."""
    stated = {"key": f"D{number}", "title": f"Doel {number}", "theme": theme, "value": draws.randint(10, 90)}
    measured = {"unit": "P1", "targetYear": 2027}
    whole = {"baseline": draws.randint(1, 9), "baselineYear": 2022, "owner": "directeur bedrijfsvoering"}
    return {**stated, **measured, **(whole if draws.random() < 0.5 else {})}  # noqa: PLR2004 - half


def _action(draws: Random, number: int, goal: Record) -> Record:
    done = {"doneOn": "2025-05-06"} if draws.random() < 0.5 else {}  # noqa: PLR2004 - half
    return {
        "key": f"A{number}",
        "title": f"Actie {number}",
        "theme": goal["theme"],
        "goals": [goal["key"]],
        "owner": "categoriemanager",
        "dueOn": f"2025-{draws.randint(6, 12):02}-30",
        "means": f"{draws.randint(1, 20) * 5000} euro per jaar",
        "needs": [draws.choice(_NEEDS)],
        **done,
    }


def _assessments(body: Body, bound: tuple[Body, ...]) -> Iterator[Record]:
    first, buyer = bound[0], bound[2]
    if body != first:
        return
    advice = {"key": "ADV1", "text": "Noem bij elk doel een eigenaar.", "dueOn": "2026-06-01"}
    followed = {"key": "ADV2", "text": "Noem het streefjaar.", "followedOn": "2025-06-02", "followUp": "Gedaan"}
    yield {
        "senderKey": "TOETS-2025-1",
        "body": buyer.oin,
        "plan": "ACTIEPLAN-2024",
        "framework": "Gezamenlijk kader 2025",
        "assessedOn": "2025-04-01",
        "criteria": [
            {"criterion": "Doelen zijn meetbaar", "met": "partly"},
            {"criterion": "Acties horen bij doelen", "met": "yes"},
        ],
        "advice": [advice, followed],
    }


def _tasks(draws: Random, body: Body) -> Iterator[Record]:
    if body.tier != "central":
        return
    for number in range(1, 4):
        month = draws.randint(1, 9)
        done = {"doneOn": f"2025-{month:02}-10"} if draws.random() < 0.5 else {}  # noqa: PLR2004 - half
        yield {
            "senderKey": f"TAAK-2025-{number}",
            "title": ("Jaarverslag maken", "Nulmeting aanvullen", "Categorieplan bespreken")[number - 1],
            "owner": "coördinator duurzaamheid",
            "dueOn": f"2025-{month:02}-15",
            "escalation": [
                {"to": "ICIA", "fromOn": f"2025-{month + 1:02}-15"},
                {"to": "ICBR", "fromOn": f"2025-{month + 3:02}-15"},
            ],
            **done,
        }
