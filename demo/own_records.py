"""What some bodies of the year keep themselves, in every form in which it can be sent: one body of each tier.

Others that are bound keep what they have of plans.

The same seed gives the same bytes. Every record is sound, so intake must accept all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any, Final, TypeAlias

from demo.market.bodies import Body, bodies
from demo.own_files import write_in_every_form, write_json
from demo.own_plans import bound_bodies, plans_of
from demo.own_programme import programme
from demo.own_spend import spend
from demo.supplements.saying import CENTRAL

Record: TypeAlias = dict[str, Any]

_THEMES: Final = (
    *("climate", "circular", "pollution-biodiversity"),
    *("human-rights-labour", "diversity-inclusion", "social-return"),
)
_BOUGHT: Final = ("cpv:39130000", "cpv:30197600", "cpv:79530000", "chain:catering", "cpv:90910000", "cpv:45233141")
_BANDS: Final = (1, 1, 1, 2, 2, 3, 4)
_REGISTRATIONS: Final = 24
_CONTRACTS: Final = 6
_SUPPLIER: Final = 99800000

_MEASURED: Final = (
    ("electricity", "MWH", 900),
    ("natural-gas", "MTQ", 80000),
    ("fleet", "C62", 60),
    ("office-energy", "GV", 4000),
)
_EFFECTS: Final = (
    *(("KLI-E07", "KGM"), ("CIR-E01", "TNE"), ("CIR-E02", "TNE"), ("MIL-E01", "EUR")),
    *(("MIL-E02a", "KGM"), ("MIL-E02b", "KGM")),
)


def senders() -> tuple[Body, ...]:
    """The first body of each tier."""
    first: dict[str, Body] = {}
    for body in bodies():
        first.setdefault(body.tier, body)
    return tuple(first.values())


def thorough_sender() -> Body:
    """The second central body: it keeps its signatures alone, and answers in full for every procedure it leads."""
    return [body for body in bodies() if body.tier == CENTRAL][1]


def write_own_records(folder: Path, *, seed: int = 2025) -> dict[Body, Path]:
    """Write what each of these bodies keeps into a folder of its own, each kind in every form; gives the folders."""
    folders = {}
    for body in dict.fromkeys((*senders(), *bound_bodies())):
        place = own_folder(folder, body)
        for name, records in records_of(body, seed=seed).items():
            write_in_every_form(place, _FILES[name], name, body, records)
        folders[body] = place
    return folders


def place_of(body: Body) -> str:
    """Where the files of a body stand, seen from the folder of the year."""
    if body == thorough_sender():
        return f"own-records/{body.tier}-volledig"
    return f"own-records/{body.tier}" if body in senders() else f"own-records/{body.number}"


def write_spend_of_ministries(folder: Path, *, seed: int = 2025) -> dict[Body, Path]:
    """Write what the other ministries spent, each into a folder of its own; gives the folders."""
    folders = {}
    for body, records in spend_of_ministries(seed=seed).items():
        place = folder / "own-records" / f"spend-{body.number}"
        place.mkdir(parents=True, exist_ok=True)
        write_json(place / "inkoopuitgaven.json", "ppds-spend", body, records)
        folders[body] = place
    return folders


def spend_of_ministries(*, seed: int = 2025) -> dict[Body, list[Record]]:
    """What the ministries spent that keep nothing else."""
    others = (each for each in bodies() if each.tier == "central" and each not in senders())
    return {
        body: list(spend(Random(f"{seed}/spend/{body.number}"), tier=body.tier))  # noqa: S311 - chance, no secret
        for body in others
    }


def own_folder(folder: Path, body: Body) -> Path:
    """The folder of a body, made when it is not there."""
    place = folder / place_of(body)
    place.mkdir(parents=True, exist_ok=True)
    return place


def records_of(body: Body, *, seed: int = 2025) -> Mapping[str, list[Record]]:
    """The records of a body by the name of their format, as its files state them."""
    plans = plans_of(body, seed=seed)
    if body not in senders():
        return plans
    draws = Random(f"{seed}/own/{body.number}")  # noqa: S311 - chance, no secret
    made = {name: list(make(draws)) for name, make in _KINDS.items()}
    return {**made, "ppds-spend": list(spend(draws, tier=body.tier)), **plans}


def _registrations(draws: Random) -> Iterator[Record]:
    for number in range(1, _REGISTRATIONS + 1):
        themes = draws.choice((None, [], [draws.choice(_THEMES)], draws.sample(_THEMES, 2)))
        stated: Record = {
            "senderKey": f"BON-2025-{number:05}",
            "awardedOn": f"2025-{draws.randint(1, 12):02}-{draws.randint(1, 28):02}",
            "what": draws.choice(_BOUGHT),
            "valueBand": draws.choice(_BANDS),
        }
        yield stated if themes is None else {**stated, "themes": themes}


def _measurements(draws: Random) -> Iterator[Record]:
    for measured, unit, most in _MEASURED:
        amount = draws.randint(most // 3, most)
        before = {} if measured == "fleet" else {"baseline": amount + draws.randint(0, most // 2), "baselineYear": 2008}
        yield {
            "senderKey": f"METING-2025-{measured}",
            "measured": measured,
            "startsOn": "2025-01-01",
            "endsOn": "2025-12-31",
            "amount": amount,
            "sustainable": draws.randint(0, amount),
            **before,
            "unit": unit,
        }


def _contracts(draws: Random) -> Iterator[Record]:
    """Contracts by themselves, a framework agreement, and one that is called off from it."""
    for number in range(1, _CONTRACTS + 1):
        yield {**_contract(number, draws), "kind": "contract", "commitments": _commitments(draws)}
    framework = _CONTRACTS + 1
    yield {**_contract(framework, draws), "kind": "framework", "commitments": _commitments(draws)}
    yield {**_contract(framework + 1, draws), "kind": "call-off", "framework": f"CON-2025-{framework:04}"}


def _contract(number: int, draws: Random) -> Record:
    return {
        "senderKey": f"CON-2025-{number:04}",
        "signedOn": "2024-12-02",
        "startsOn": "2025-01-01",
        "endsOn": f"{draws.randint(2026, 2028)}-12-31",
        "amount": {"value": draws.randint(50, 2000) * 1000, "currency": "EUR", "vatIncluded": "no"},
        "supplier": {"scheme": "NL-KVK", "id": str(_SUPPLIER + number)},
        "responsibleRole": draws.choice(("contract-manager", "contract-manager", "contract-owner", "none")),
        "reportingClause": draws.choice(("yes", "yes", "no")),
    }


def _commitments(draws: Random) -> list[Record]:
    return [
        {
            "key": "C1",
            "theme": "social-return",
            "indicator": "SOR-E02",
            "target": draws.randint(2, 40) * 1000,
            "unit": "EUR",
            "compare": "at-least",
            "basis": "whole-contract",
            "dueOn": "2025-12-31",
        },
        {
            "key": "C2",
            "theme": "climate",
            "indicator": "KLI-E02",
            "target": draws.randint(2, 30),
            "unit": "TNE",
            "compare": "at-least",
            "basis": "per-year",
            "dueOn": "2025-12-31",
        },
    ]


def _reports(draws: Random) -> Iterator[Record]:
    """Reports on most contracts: some verified, some only declared, and on some nothing yet."""
    for number in range(1, _CONTRACTS):
        checked = draws.choice(("declared", "verified", "audited"))
        yield {
            "senderKey": f"NAK-2025-{number:04}",
            "contract": f"CON-2025-{number:04}",
            "source": draws.choice(("supplier", "buyer")),
            "verification": checked,
            **({} if checked == "declared" else {"verifiedOn": "2026-02-02"}),
            "observations": [
                _observation("C1", realised=draws.randint(0, 50) * 1000, unit="EUR"),
                _observation("C2", realised=draws.randint(10, 40), reference=draws.randint(40, 60), unit="TNE"),
                *_effects(draws),
                _hours(draws),
                *_due_diligence(draws),
            ],
        }


def _effects(draws: Random) -> Iterator[Record]:
    """What else was measured: against a reference, or as a part of the whole."""
    for indicator, unit in _EFFECTS:
        stated = _observation("C2", realised=draws.randint(10, 40), unit=unit)
        del stated["commitment"]
        beside = {"total": draws.randint(40, 90)} if indicator == "CIR-E02" else {"reference": draws.randint(40, 60)}
        yield {**stated, "key": f"{indicator}-2025", "indicator": indicator, **beside}


def _hours(draws: Random) -> Record:
    """Hours worked by people for whom work is hard to find."""
    stated = _observation("C1", realised=draws.randint(10, 60) * 100, unit="HUR", indicator="SOR-E01")
    del stated["commitment"]
    return {**stated, "key": "SOR-E01-2025"}


def _due_diligence(draws: Random) -> Iterator[Record]:
    """The steps a supplier showed, and the risks it did something about, as they stand at the end of the year."""
    stated = {**_observation("C1"), "reading": "state"}
    del stated["commitment"], stated["method"]
    steps = {"key": "stappen-2025", "indicator": "MRA-E01a", "realised": draws.randint(0, 6)}
    risks = {
        "key": "risico-2025",
        "indicator": "MRA-E01b",
        "realised": draws.randint(0, 4),
        "total": draws.randint(4, 9),
    }
    yield {**stated, **steps}
    yield {**stated, **risks}


def _observation(commitment: str, **stated: Any) -> Record:  # noqa: ANN401 - values of JSON
    return {
        "key": f"{commitment}-2025",
        "commitment": commitment,
        "period": {"from": "2025-01-01", "until": "2025-12-31"},
        "reading": "in-period",
        "method": {"name": "building-blocks" if commitment == "C1" else "lca", "version": "2025"},
        **stated,
    }


_KINDS: Final[Mapping[str, Callable[[Random], Iterator[Record]]]] = {
    "ppds-registration": _registrations,
    "ppds-measurement": _measurements,
    "ppds-contract": _contracts,
    "ppds-performance-report": _reports,
    "ppds-programme-record": programme,
}
_FILES: Final = {
    "ppds-registration": "registraties",
    "ppds-measurement": "metingen",
    "ppds-contract": "contracten",
    "ppds-performance-report": "rapportages",
    "ppds-programme-record": "programma",
    "ppds-spend": "inkoopuitgaven",
    "ppds-signature": "ondertekeningen",
    "ppds-plan": "plannen",
    "ppds-plan-assessment": "beoordelingen",
    "ppds-task": "taken",
}
