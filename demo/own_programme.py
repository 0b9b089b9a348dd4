"""What the programme team of the year keeps: activities, chains, groups of buyers and purchasing policy."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, TypeAlias

from demo.market.bodies import bodies

Record: TypeAlias = dict[str, Any]


def programme(draws: Random) -> Iterator[Record]:
    """Activities and who took part, chains with their plans and phases, a group of buyers, and purchasing policy."""
    for number in range(1, 9):
        planned = f"2025-{number + 2:02}-10"
        done = {"doneOn": planned} if draws.random() < 0.7 else {}  # noqa: PLR2004 - seven of ten
        yield {"senderKey": f"ACT-2025-{number:03}", "type": "activity", "plannedOn": planned, **done}
    for number, body in enumerate(bodies()[::4], 1):
        took_part = {"type": "participation", "participant": body.oin, "activity": f"ACT-2025-{number % 8 + 1:03}"}
        yield {"senderKey": f"DEEL-2025-{number:03}", "startsOn": f"2025-{number % 9 + 3:02}-10", **took_part}
    for number, chain in enumerate(("catering", "kantoormeubilair", "bedrijfskleding"), 1):
        adopted = {"adoptedOn": "2025-09-01"} if draws.random() < 0.5 else {}  # noqa: PLR2004 - half
        named = {"title": f"Ketenplan {chain}", "address": f"https://www.voorbeeld.example/ketenplan-{chain}"}
        plan = {"type": "chain-plan", "chain": chain, "year": 2025, **named, **adopted}
        yield {"senderKey": f"PLAN-2025-{number}", **plan}
        phase = {"phase": draws.randint(1, 4), "assessedOn": "2025-11-03", "evidence": "Marktverkenning (fictief)"}
        yield {"senderKey": f"FASE-2025-{number}", "type": "chain-assessment", "chain": chain, **phase}
        meets = {"category": chain.capitalize(), "meetsCriteria": draws.choice(("yes", "no"))}
        yield {"senderKey": f"CAT-2025-{number}", "type": "category-assessment", "assessedOn": "2025-11-03", **meets}
        meeting = {"contractsMeeting": draws.randint(0, 20), "contractsInChain": draws.randint(20, 60)}
        standard = {"assessedOn": "2025-11-03", "standard": f"Norm {chain} 1", **meeting}
        yield {"senderKey": f"NORM-2025-{number}", "type": "chain-standard", "chain": chain, **standard}
    yield from _of_buyer_groups()


def _of_buyer_groups() -> Iterator[Record]:
    """A group of buyers with two members and a use of its strategy, and whose purchasing policy was looked at."""
    group = {"title": "Inkopersgroep catering", "chain": "catering", "startsOn": "2025-02-03"}
    said = {"strategy": "Plantaardig als standaard", "risks": "Klein aanbod buiten de steden"}
    yield {"senderKey": "GROEP-2025-1", "type": "buyer-group", **group, **said}
    for number, body in enumerate(bodies()[1:3], 1):
        joined = {"participant": body.oin, "activity": "GROEP-2025-1", "startsOn": "2025-02-03"}
        yield {"senderKey": f"LID-2025-{number}", "type": "participation", **joined}
    used = {"activity": "GROEP-2025-1", "procedure": "catering-2025", "doneOn": "2025-09-01"}
    yield {"senderKey": "GEBRUIK-2025-1", "type": "buyer-group-use", **used}
    for number, body in enumerate(bodies()[:3], 1):
        looked = {"participant": body.oin, "assessedOn": "2025-10-01", "anchored": "no" if number == 1 else "yes"}
        yield {"senderKey": f"BELEID-2025-{number}", "type": "policy-anchoring", **looked}
