"""Goals of fictitious ministries: a goal with baselines, and how two goals of the sources are allocated over them.

Acts of fictitious people over HTTP, with tokens of the test issuer: one proposes, each ministry answers, another
decides. A goal that was proposed before is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx

from client.http import DataSpace
from client.show.goals import allocation_table, progress_table
from client.tables import Table
from client.words import Words
from demo.market.bodies import Body, bodies
from deploy.development_issuer import person_token

_WHY: Final = "Verzonnen voor de demonstratie"
CODE: Final = "DEMO-EEN-INSCHRIJVING"
HOLDS_FROM: Final = "2025-01-01"
JOBS: Final = "E-SR-01"
CATEGORIES: Final = "E-CIR-03"
_BASELINES: Final = (0.34, 0.22)


def ministries() -> list[Body]:
    """The fictitious ministries of the year, the largest first."""
    central = [body for body in bodies() if body.tier == "central" and "ministerie" in body.name.lower()]
    return sorted(central, key=lambda body: (-body.weight, body.number))


def goals_of_the_demonstration(kpi_url: str, issuer_url: str) -> None:
    """Propose and decide on goals and allocations; a second time nothing is done.

    Raises httpx.HTTPStatusError when kpi refuses an act.
    """
    with httpx.Client(base_url=f"{kpi_url}/v1", timeout=60.0, trust_env=False) as http:
        if http.get(f"/goals/{CODE}").status_code == httpx.codes.OK:
            return
        house = _House(http, issuer_url)
        house.adopt(_goal())
        named = ministries()
        jobs = _shares(named, total=1400)
        house.allocate(JOBS, jobs, named, counter=jobs[-1]["amount"] + 40)
        house.allocate(CATEGORIES, _shares(named, total=10), named, counter=None)


def goals_shown(space: DataSpace, words: Words) -> list[Table]:
    """How the goal of the ministries stands, and how the jobs are allocated."""
    asked = {"from": "2024-01", "until": "2025-12", "groupBy": "organisation"}
    progress = space.read("kpi", f"/v1/goals/{CODE}/progress", asked)
    [allocation] = space.read("kpi", f"/v1/goals/{JOBS}/allocations")["items"]
    return [progress_table(progress, progress["variants"][0], words), allocation_table(allocation, words)]


def _goal() -> dict[str, Any]:
    """Fewer contracts with one tender: every ministry has a baseline of its own but the last, which has none."""
    of_ministries = [
        {"value": value, "year": 2023, "method": "Eigen telling", "quality": "estimated", "organisation": body.key}
        for body, value in zip(ministries(), _BASELINES, strict=False)
    ]
    together = {"value": 0.3, "year": 2023, "method": "Telling over alle ministeries", "quality": "calculated"}
    return {
        "code": CODE,
        "kind": "effect",
        "theme": "alle",
        "text": {
            "nl": "Van de percelen van het Rijk heeft in 2028 ten hoogste 15 % een enkele inschrijving",
            "en": "In 2028 at most 15 % of the lots of central government have a single tender",
        },
        "unit": "aandeel van de percelen",
        "method": "Zoals de definitie van MKT-P01 zegt",
        "owner": {"name": "Voorbeeldcoördinator"},
        "indicators": ["MKT-P01"],
        "target": {"text": "ten hoogste 15 %", "value": 0.15, "compare": "at-most", "year": 2028},
        "path": {"kind": "linear"},
        "baselines": [together, *of_ministries],
        "scope": {"tiers": ["central"]},
        "source": "Verzonnen doel van fictieve ministeries",
    }


def _shares(named: Sequence[Body], *, total: int) -> list[dict[str, Any]]:
    """A total over ministries by their weight, in whole numbers; the first takes what is left."""
    whole = sum(body.weight for body in named)
    amounts = [total * body.weight // whole for body in named]
    amounts[0] += total - sum(amounts)
    return [
        {"organisation": body.key, "amount": amount, "reason": "Naar omvang van de inkoop"}
        for body, amount in zip(named, amounts, strict=True)
    ]


class _House:
    """Somebody who proposes, somebody who decides, and a coordinator of each ministry."""

    def __init__(self, http: httpx.Client, issuer_url: str) -> None:
        self._http = http
        self._issuer_url = issuer_url
        self._proposer = self._person("beheerder", "werkgroep-doelen")
        self._decider = self._person("beheerder", "besluitnemer-doelen")

    def adopt(self, goal: Mapping[str, Any]) -> None:
        """Propose a goal and let another person adopt it."""
        made = self._post(self._proposer, "/goal-proposals", {"goal": goal, "reason": _WHY})
        path = f"/goal-proposals/{made.json()['id']}/adoption"
        self._post(self._decider, path, {"reason": _WHY}, etag=made.headers["ETag"])

    def allocate(
        self, goal: str, shares: Sequence[Mapping[str, Any]], named: Sequence[Body], *, counter: int | None
    ) -> None:
        """Propose a division; every ministry accepts but, with a counter-proposal, the last; another person decides."""
        asked = {"shares": shares, "holdsFrom": HOLDS_FROM, "reason": _WHY}
        kept = self._post(self._proposer, f"/goals/{goal}/allocations", asked)
        path = f"/allocations/{kept.json()['id']}"
        for number, body in enumerate(named, start=1):
            answer: dict[str, Any] = {"answer": "accepted", "reason": "Akkoord"}
            if counter is not None and body is named[-1]:
                answer = {"answer": "countered", "amount": counter, "reason": "Er kan meer"}
            token = self._person("bronhouder", f"coordinator-{body.kvk}", organisation=body.oin)
            kept = self._post(token, f"{path}/shares/{number}/answer", answer, etag=kept.headers["ETag"])
        decision = {"outcome": "adopted", "reason": _WHY} | ({} if counter is None else {"counterProposals": "take"})
        self._post(self._decider, f"{path}/decision", decision, etag=kept.headers["ETag"])

    def _person(self, role: str, subject: str, *, organisation: str | None = None) -> str:
        return person_token(self._issuer_url, roles=[role], subject=subject, organisation=organisation)

    def _post(self, token: str, path: str, body: Mapping[str, Any], *, etag: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} | ({"If-Match": etag} if etag else {})
        answer = self._http.post(path, json=body, headers=headers)
        answer.raise_for_status()
        return answer
