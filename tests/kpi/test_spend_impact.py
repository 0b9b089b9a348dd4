"""What spend comes to: figuur 1 of the evaluation from lines that were sent, and factors that people decide on.

Labelled as what it is: the amounts of the segments are made up so that they add up to the spend that the figure prints
for its three groups. They prove the arithmetic, not the data.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from shared.reference.impact_2019 import Segment, segments
from tests.flow.house import House, house_on

YEAR = {"from": "2019-01", "until": "2019-12"}
MILLIONS = {
    "facilities": 500,
    "energy": 1000,
    "communication": 100,
    "ict": 500,
    "organisation-and-staff": 500,
    "buildings": 2000,
    "policy-research": 800,
    "other-generic": 1000,
    "gww": 3200,
    "defence": 2000,
    "other-specific": 500,
}
"""Made up; by group they add up to 2.6, 3.8 and 5.7 billion euro, as the figure has it."""
KTON = 1_000_000
HEADING = ("covers", "key", "measure", "kind", "unit", "low", "value", "high", "per", "quality")
SET = {
    "title": "Figuur 1 per segment",
    "source": "Evaluatie Inkopen met Impact (2024), figuur 1",
    "licence": "Open overheidsinformatie",
    "region": "NL",
    "priceYear": "2019",
    "reason": "Rekenproef",
}


@dataclass
class Desk:
    """The house with spend of a made-up ministry, somebody who proposes, another who adopts, and a reader."""

    house: House
    body: str
    proposer: httpx.Client
    adopter: httpx.Client
    reader: httpx.Client

    def asked(self, **query: object) -> dict[str, Any]:
        answer = self.reader.get("/spend-impact", params={**YEAR, **query})  # type: ignore[dict-item]
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    def propose(self, code: str, table: str, **changed: str) -> httpx.Response:
        query = {**SET, "code": code, **changed}
        headers = {"Content-Type": "text/csv", "Accept-Language": "en"}
        return self.proposer.post("/factor-sets", content=table.encode(), params=query, headers=headers)

    def decide(self, code: str, act: str, *, by: httpx.Client | None = None) -> httpx.Response:
        who = by or self.adopter
        tag = who.get(f"/factor-sets/{code}").headers["ETag"]
        body = {"reason": "Besproken in de stuurgroep"}
        return who.post(f"/factor-sets/{code}/{act}", json=body, headers={"If-Match": tag})

    def adopt(self, code: str, table: str, **changed: str) -> None:
        made = self.propose(code, table, **changed)
        assert made.status_code == 201, made.text
        assert self.decide(code, "adoption").status_code == 200


def table(rows: list[Mapping[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADING, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def segment_factors() -> str:
    """What each made-up amount comes to, so that every segment is what the figure prints."""
    return table([row for each in segments() for row in _of_segment(each)])


def _of_segment(segment: Segment) -> Iterator[Mapping[str, object]]:
    about = {"covers": "category", "key": segment.nl, "per": MILLIONS[segment.code] * 1_000_000, "quality": "C"}
    yield {**about, "measure": "greenhouse-gas", "unit": "kg CO2e", "value": segment.ghg_kton * KTON}
    yield {**about, "measure": "material", "unit": "kg", "value": segment.material_kton * KTON}
    jobs = {"low": segment.jobs_least or 0, "high": segment.jobs_most or 0}
    yield {**about, "measure": "jobs", "kind": "potential", "unit": "FTE", **jobs}


def lines() -> list[dict[str, Any]]:
    kinds = {"specific": "specific"}
    return [
        {
            "category": each.nl,
            "supplier": f"Voorbeeld {each.code} B.V.",
            "amount": MILLIONS[each.code] * 1_000_000,
            "vatIncluded": "no",
            "purchaseType": kinds.get(each.spend_group, "generic"),
        }
        for each in segments()
    ]


@pytest.fixture(scope="module")
def desk(database_module: str) -> Iterator[Desk]:
    with house_on(database_module) as house:
        services = house.services
        body = services.add_party("Voorbeeldministerie Inkoop", kind="ministry", oin="00000099910000001000")
        sender = services.http("ingest", "ingest:write", "ingest:read", party=body)
        sent = sender.put("/spend/2019", json={"year": 2019, "lines": lines()})
        assert sent.status_code in (200, 201), sent.text
        made = Desk(
            house,
            body,
            services.person("kpi", "kpi:propose", "kpi:adopt", subject="voorsteller"),
            services.person("kpi", "kpi:adopt", "audit:read", subject="vaststeller"),
            services.http("kpi", "kpi:read"),
        )
        made.adopt("figuur-1-2019", segment_factors())
        yield made


def figures(row: Mapping[str, Any]) -> dict[str, tuple[Any, Any, Any]]:
    return {each["measure"]: (each["lower"], each["value"], each["upper"]) for each in row["impacts"]}


def test_figuur_1_follows_from_the_lines_that_were_sent(desk: Desk) -> None:
    """All rows; the totals that the source prints leave GWW out, and have it in for jobs, as a range."""
    answer = desk.asked(factorSet="figuur-1-2019")
    assert answer["total"]["spend"]["value"] == 12_100_000_000
    assert figures(answer["total"]) == {
        "greenhouse-gas": (2272 * KTON, 2272 * KTON, 2272 * KTON),
        "material": (4955 * KTON, 4955 * KTON, 4955 * KTON),
        "jobs": (347, None, 3952),
    }
    without = desk.asked(factorSet="figuur-1-2019", excludeCategory="GWW")
    assert figures(without["total"])["greenhouse-gas"] == (1823 * KTON,) * 3
    assert figures(without["total"])["material"] == (3002 * KTON,) * 3
    assert any("gww" in caveat["nl"] for caveat in without["caveats"])
    reference = desk.house.services.http("kpi").get("/spend-impact-reference").json()
    assert (reference["allRows"]["ghgKton"], reference["allRows"]["materialKton"]) == (2272, 4955)
    assert (reference["withoutGww"]["ghgKton"], reference["withoutGww"]["materialKton"]) == (1823, 3002)
    assert (reference["allRows"]["jobsLeast"], reference["allRows"]["jobsMost"]) == (347, 3952)


def test_the_built_in_intensities_give_the_same_totals_by_group_and_say_what_the_source_leaves_out(desk: Desk) -> None:
    answer = desk.asked(groupBy="spendGroup")
    assert answer["factorSet"]["code"] == "inkopen-met-impact-2019"
    by_group = {row["spendGroup"]: figures(row)["greenhouse-gas"][1] / KTON for row in answer["rows"]}
    # Of the segments only energy is a category of the Rijk: the rest of what is generic is other.
    assert by_group["specific"] == 824
    assert sum(by_group.values()) == pytest.approx(figures(answer["total"])["greenhouse-gas"][1] / KTON)
    assert any("GWW" in caveat["nl"] for caveat in answer["caveats"])
    assert answer["basis"] == "booked-year"
