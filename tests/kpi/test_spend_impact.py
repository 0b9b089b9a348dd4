"""What spend comes to: figuur 1 of the evaluation from lines that were sent, and factors that people decide on.

Labelled as what it is: the amounts of the segments are made up so that they add up to the spend that the figure prints
for its three groups. They prove the arithmetic, not the data.
"""

import csv
import io
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from client.command.app import sender_app
from client.show.impact import impact_table
from client.words import Words
from shared.reference.impact_2019 import Segment, segments
from tests.flow.house import House, house_on
from tests.services import client_key, register_client

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


def table(rows: Sequence[Mapping[str, object]]) -> str:
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
    answer = desk.asked(factorSet="figuur-1-2019", organisation=desk.body)
    assert answer["total"]["spend"]["value"] == 12_100_000_000
    assert figures(answer["total"]) == {
        "greenhouse-gas": (2272 * KTON, 2272 * KTON, 2272 * KTON),
        "material": (4955 * KTON, 4955 * KTON, 4955 * KTON),
        "jobs": (347, None, 3952),
    }
    without = desk.asked(factorSet="figuur-1-2019", excludeCategory="GWW", organisation=desk.body)
    assert figures(without["total"])["greenhouse-gas"] == (1823 * KTON,) * 3
    assert figures(without["total"])["material"] == (3002 * KTON,) * 3
    assert any("gww" in caveat["nl"] for caveat in without["caveats"])
    reference = desk.house.services.http("kpi").get("/spend-impact-reference").json()
    assert (reference["allRows"]["ghgKton"], reference["allRows"]["materialKton"]) == (2272, 4955)
    assert (reference["withoutGww"]["ghgKton"], reference["withoutGww"]["materialKton"]) == (1823, 3002)
    assert (reference["allRows"]["jobsLeast"], reference["allRows"]["jobsMost"]) == (347, 3952)


def test_the_built_in_intensities_give_the_same_totals_by_group_and_say_what_the_source_leaves_out(desk: Desk) -> None:
    answer = desk.asked(groupBy="spendGroup", organisation=desk.body)
    assert answer["factorSet"]["code"] == "inkopen-met-impact-2019"
    by_group = {row["spendGroup"]: figures(row)["greenhouse-gas"][1] / KTON for row in answer["rows"]}
    # Of the segments only energy is a category of the Rijk: the rest of what is generic is other.
    assert by_group["specific"] == 824
    assert sum(by_group.values()) == pytest.approx(figures(answer["total"])["greenhouse-gas"][1] / KTON)
    assert any("GWW" in caveat["nl"] for caveat in answer["caveats"])
    assert answer["basis"] == "booked-year"


BAD_ROWS = {
    "another unit": ("greenhouse-gas", "kg CO2e/USD", "1", "", "factors-other-unit", "/2/unit"),
    "no measure of ours": ("stikstof", "kg", "1", "", "factors-word", "/2/measure"),
    "no number": ("material", "kg", "veel", "", "factors-no-number", "/2/value"),
    "bounds around nothing": ("material", "kg", "1", "2", "factors-bounds", "/2/low"),
    "nothing at all": ("material", "kg", "", "", "factors-no-value", "/2/value"),
}


@pytest.mark.parametrize("stated", BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_factor_that_cannot_be_is_refused_with_its_line_and_column(desk: Desk, stated: tuple[str, ...]) -> None:
    measure, unit, value, low, rule, place = stated
    row = {"covers": "category", "key": "Catering", "measure": measure, "unit": unit, "value": value, "low": low}
    answer = desk.propose("kapot", table([row]))
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["code"], error["location"]) == (rule, place)
    assert desk.proposer.get("/factor-sets/kapot").status_code == 404, "nothing half-written"


def test_a_factor_in_prices_of_another_year_is_refused_and_every_fault_is_named_at_once(desk: Desk) -> None:
    text = (
        "covers,key,measure,unit,value,priceYear\n"
        "category,Catering,greenhouse-gas,kg CO2e,0.3,2011\n"
        "category,Catering,greenhouse-gas,g,0.3,2019\n"
        "category,,material,kg,1,2019\n"
    )
    answer = desk.propose("kapot", text)
    assert [(each["code"], each["location"]) for each in answer.json()["errors"]] == [
        ("factors-other-price-year", "/2/priceYear"),
        ("factors-other-unit", "/3/unit"),
        ("factors-no-key", "/4/key"),
    ]
    headless = desk.propose("kapot", "covers,key,measure,unit,waarde\n")
    assert [each["code"] for each in headless.json()["errors"]] == ["factors-column-missing", "factors-unknown-column"]
    indices = desk.propose("kapot", segment_factors(), priceIndices="2023:118")
    assert [each["code"] for each in indices.json()["errors"]] == ["factors-price-indices"]


def test_a_set_is_adopted_by_somebody_else_and_stays_as_it_is(desk: Desk) -> None:
    code = "catering-2019"
    rows = [{"covers": "category", "key": "Catering", "measure": "material", "unit": "kg", "value": 1}]
    assert desk.propose(code, table(rows)).status_code == 201
    unadopted = desk.reader.get("/spend-impact", params={**YEAR, "factorSet": code})
    assert [each["code"] for each in unadopted.json()["errors"]] == ["unknown-factor-set"]
    own = desk.decide(code, "adoption", by=desk.proposer)
    assert (own.status_code, own.json()["errors"][0]["code"]) == (403, "factors-same-person")
    blind = desk.adopter.post(f"/factor-sets/{code}/adoption", json={"reason": "Besproken"})
    assert blind.status_code == 428
    assert desk.decide(code, "adoption").status_code == 200
    assert desk.decide(code, "withdrawal").status_code == 409
    assert desk.propose(code, table(rows)).status_code == 409
    factors = desk.reader.get(f"/factor-sets/{code}/factors").json()["items"]
    assert [(each["key"], each["value"], each["per"]) for each in factors] == [("catering", 1, 1)]
    shown = desk.house.services.http("kpi").get(f"/factor-sets/{code}").json()
    assert (shown["licence"], shown["proposedBy"], shown["decidedBy"]) == (SET["licence"], None, None)
    told = desk.adopter.get("/audit-events", params={"limit": 1000}).json()["items"]
    acts = [(each["act"], each["subject"]) for each in told if each["subject"] == code]
    assert acts == [("factor-set.propose", code), ("factor-set.adopt", code)]


def test_what_no_factor_covers_is_said_with_the_share_it_leaves_out(desk: Desk) -> None:
    """By the sector of suppliers: one sector has a factor for its first two digits, the other none."""
    body = desk.house.services.add_party("Voorbeeldministerie Sectoren", kind="ministry", oin="00000099910000002000")
    sender = desk.house.services.http("ingest", "ingest:write", party=body)
    of_sector = [
        {"category": "Kantoor", "supplier": "A B.V.", "amount": 300, "vatIncluded": "no", "supplierSector": "5621"},
        {"category": "Kantoor", "supplier": "B B.V.", "amount": 100, "vatIncluded": "no", "supplierSector": "41"},
    ]
    assert sender.put("/spend/2019", json={"year": 2019, "lines": of_sector}).status_code == 201
    about = {"covers": "supplier-sector", "measure": "greenhouse-gas", "unit": "kg CO2e"}
    rows = [{**about, "key": "56", "low": "0.2", "value": "0.3", "high": "0.5", "quality": "B"}]
    desk.adopt("sectoren-2019", table(rows))
    answer = desk.asked(factorSet="sectoren-2019", organisation=body, groupBy="supplierSector")
    [total] = answer["total"]["impacts"]
    assert (total["lower"], total["value"], total["upper"]) == (60, 90, None)
    assert (total["upperReason"], total["coverage"], total["quality"]["b"]) == ("not-covered", 0.75, 1)
    assert [(each["supplierSector"], each["amount"], each["share"]) for each in answer["notCovered"]] == [
        ("41", 100, 0.25)
    ]
    by_sector = {row["supplierSector"]: row["impacts"][0] for row in answer["rows"]}
    assert (by_sector["41"]["value"], by_sector["41"]["reason"]) == (None, "coverage-too-low")
    assert (by_sector["5621"]["value"], by_sector["5621"]["upper"]) == (90, 150)


def test_a_body_sees_what_it_did_not_release_yet_and_nobody_else_does(desk: Desk) -> None:
    services = desk.house.services
    body = services.add_party("Voorbeeldministerie Achterhoudt", kind="ministry", oin="00000099910000007000")
    sender = services.http("ingest", "ingest:write", party=body)
    line = {"category": "Catering", "supplier": "Voorbeeld B.V.", "amount": 700, "vatIncluded": "no"}
    record = {"year": 2019, "lines": [line], "release": "hold"}
    assert sender.put("/spend/2019", json=record).status_code == 201
    own = services.http("kpi", "kpi:read", party=body)
    asked = {**YEAR, "groupBy": "organisation", "view": "own"}
    seen = own.get("/spend-impact", params=asked)
    assert seen.status_code == 200, seen.text
    assert [(row["organisation"], row["spend"]["value"]) for row in seen.json()["rows"]] == [(body, 700)]
    assert desk.reader.get("/spend-impact", params={**YEAR, "organisation": body}).json()["total"]["spend"]["rows"] == 0
    assert desk.reader.get("/spend-impact", params=asked).status_code == 403
    assert own.get("/spend-impact", params={**asked, "organisation": desk.body}).status_code == 403


def test_bands_and_factors_widen_the_interval_together_and_an_open_band_has_no_upper_bound(desk: Desk) -> None:
    """Table 6: band 2 is 10,001 to 50,000 and counts as 30,001; VAT that may be in it lowers the lower bound."""
    body = desk.house.services.add_party("Voorbeeldministerie Staffels", kind="ministry", oin="00000099910000003000")
    sender = desk.house.services.http("ingest", "ingest:write", party=body)
    banded = [{"category": "Kantoor", "supplier": "A B.V.", "band": 2, "purchaseType": "generic"}]
    assert sender.put("/spend/2019", json={"year": 2019, "lines": banded}).status_code == 201
    about = {"covers": "all", "measure": "greenhouse-gas", "unit": "kg CO2e"}
    desk.adopt("alles-2019", table([{**about, "low": "0.1", "value": "0.2", "high": "0.4", "quality": "C"}]))
    asked = {"factorSet": "alles-2019", "organisation": body}
    row = desk.asked(**asked)["total"]
    assert (row["spend"]["lower"], row["spend"]["value"], row["spend"]["upper"]) == (10001, 30001, 50000)
    [impact] = row["impacts"]
    assert impact["lower"] == pytest.approx(10001 * 0.1 / 1.21)
    assert (impact["value"], impact["upper"]) == (pytest.approx(6000.2), 20000)
    banded.append({"category": "Kantoor", "supplier": "B B.V.", "band": 13, "purchaseType": "generic"})
    assert sender.put("/spend/2020", json={"year": 2020, "lines": banded}).status_code == 201
    open_above = desk.asked(**asked, **{"from": "2020-01", "until": "2020-12"})
    [impact] = open_above["total"]["impacts"]
    assert (impact["upper"], impact["upperReason"], open_above["total"]["spend"]["upper"]) == (None, "open-band", None)
    assert any("2020" in caveat["en"] for caveat in open_above["caveats"]), "in prices of 2019 there is no index for it"
    nothing = desk.asked(**asked, **{"from": "2018-01", "until": "2018-12"})["total"]
    assert [each["reason"] for each in nothing["impacts"]] == ["no-rows"]


def test_spend_of_another_year_is_brought_to_the_prices_of_the_factors(desk: Desk) -> None:
    body = desk.house.services.add_party("Voorbeeldministerie Prijzen", kind="ministry", oin="00000099910000004000")
    sender = desk.house.services.http("ingest", "ingest:write", party=body)
    line = {"category": "Kantoor", "supplier": "A B.V.", "amount": 1250, "vatIncluded": "no"}
    assert sender.put("/spend/2023", json={"year": 2023, "lines": [line]}).status_code == 201
    about = {"covers": "all", "measure": "greenhouse-gas", "unit": "kg CO2e", "value": "0.5"}
    desk.adopt("index-2019", table([about]), priceIndices="2019:100,2023:125")
    answer = desk.asked(factorSet="index-2019", organisation=body, **{"from": "2023-01", "until": "2023-12"})
    assert figures(answer["total"])["greenhouse-gas"] == (500, 500, 500)
    assert answer["total"]["spend"]["value"] == 1250


def test_a_question_that_cannot_be_is_refused_with_what_can(desk: Desk) -> None:
    wrong = {"groupBy": "leverancier", "measure": "stikstof", "factorSet": "figuur-1-2019"}
    answer = desk.reader.get("/spend-impact", params={**YEAR, **wrong})
    assert [(each["code"], each["location"]) for each in answer.json()["errors"]] == [
        ("spend-impact-measure", "measure"),
        ("spend-impact-grouping", "groupBy"),
    ]
    tier = desk.reader.get("/spend-impact", params={**YEAR, "tier": "rijk", "purchaseType": "generic,unknown"})
    assert [(each["code"], each["location"]) for each in tier.json()["errors"]] == [("unknown-code", "tier")]


def test_generic_and_specific_spend_of_a_ministry_stand_beside_each_other(desk: Desk) -> None:
    answer = desk.asked(organisation=desk.body, groupBy="organisation,purchaseType", limit=1)
    assert answer["rows"][0]["organisation"] == desk.body
    following = desk.asked(organisation=desk.body, groupBy="organisation,purchaseType", limit=1, cursor=answer["next"])
    spent = {row["purchaseType"]: row["spend"]["value"] for row in answer["rows"] + following["rows"]}
    assert spent == {"generic": 6_400_000_000, "specific": 5_700_000_000}
    assert following["next"] is None


def test_hot_spots_come_first_with_their_share(desk: Desk) -> None:
    answer = desk.asked(organisation=desk.body, factorSet="figuur-1-2019", measure="greenhouse-gas", groupBy="category")
    first = answer["rows"][0]
    assert (first["category"], first["impacts"][0]["share"]) == ("GWW", pytest.approx(449 / 2272, abs=1e-6))
    sizes = [row["impacts"][0]["value"] for row in answer["rows"]]
    assert sizes == sorted(sizes, reverse=True)


def test_the_command_shows_it_in_a_table_that_fits_and_as_json(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = desk.asked(organisation=desk.body, factorSet="figuur-1-2019", groupBy="category")
    for language in ("nl", "en"):
        lines_shown = list(impact_table(answer, Words(language)).lines(80))
        assert max(map(len, lines_shown)) <= 80
        assert any("GWW" in line for line in lines_shown)
    services = desk.house.services
    key = Path(tempfile.mkdtemp()) / "key.pem"
    key.write_text(client_key().pem())
    register_client(services.database_url, "lezer", scopes=("kpi:read",), party=desk.body)
    options = ["--registry-url", services.registry_url, "--kpi-url", services.kpi_url]
    options += ["--client-id", "lezer", "--client-key-file", str(key)]
    asked = ["spend-impact", "--from", "2019-01", "--until", "2019-12", "--factor-set", "figuur-1-2019"]
    monkeypatch.setenv("COLUMNS", "80")
    only = f"organisation={desk.body}"
    printed = CliRunner().invoke(sender_app(), [*options, *asked, "--without", "GWW", "--only", only, "--json"])
    assert printed.exit_code == 0, printed.output
    assert figures(json.loads(printed.stdout)["total"])["greenhouse-gas"][1] == 1823 * KTON
    table_of = CliRunner().invoke(sender_app(), [*options, "--lang", "nl", *asked, "--group-by", "category"])
    assert table_of.exit_code == 0, table_of.output
    assert "broeikasgas" in table_of.stdout


def test_footprint_avoided_and_compensated_stand_apart(desk: Desk) -> None:
    about = {"covers": "all", "measure": "greenhouse-gas", "unit": "kg CO2e"}
    kinds = {"footprint": "0.5", "avoided": "0.2", "compensated": "0.1"}
    desk.adopt("soorten-2019", table([{**about, "kind": kind, "value": value} for kind, value in kinds.items()]))
    answer = desk.asked(factorSet="soorten-2019", organisation=desk.body)
    impacts = {each["kind"]: each["value"] for each in answer["total"]["impacts"]}
    assert impacts == {"footprint": 6_050_000_000, "avoided": 2_420_000_000, "compensated": 1_210_000_000}
    assert answer["basis"] == "booked-year"
    assert any("contract" in caveat["en"] for caveat in answer["caveats"])
