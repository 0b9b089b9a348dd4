"""Published lists of factors, read where `PPDS_TEST_DATA` names them, go in over the API and come out in an interval.

EXIOBASE 3.8.2 has no Dutch region: Germany stands in and Great Britain is the second opinion, so the least and the most
of both are the bounds. The lists stay out of the repository, as does our mapping of CPV to their products.
"""

import csv
import os
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.reference.lists import columns_of, rows
from tests.flow.house import House, house_on

CSV = {"Content-Type": "text/csv"}
HEADING = "covers,key,measure,unit,low,value,high,per,quality,note"
EXIOBASE = {
    "code": "exiobase-3.8.2-2019",
    "title": "EXIOBASE 3.8.2, 2019, DE en GB",
    "source": "EXIOBASE 3 (zenodo 5589597), Open-Emission-Factors-DB",
    "licence": "CC BY-SA 4.0",
    "region": "DE, GB",
    "priceYear": "2019",
    "reason": "Proef met een gepubliceerde lijst",
}
USEEIO = {
    "code": "useeio-1.2-2021",
    "title": "USEEIO supply chain factors 1.2",
    "source": "US EPA, DOI 10.23719/1528686",
    "licence": "US public domain",
    "region": "US",
    "priceYear": "2021",
    "reason": "Proef met een gepubliceerde lijst",
}
DOLLARS_PER_EURO = "1.1827"
"""Made up to the last digits; a set in dollars states for how many euros its factors are."""


def listed(name: str) -> list[dict[str, str]]:
    path = Path(os.environ.get("PPDS_TEST_DATA", "")) / "reference" / name
    if not os.environ.get("PPDS_TEST_DATA") or not path.exists():
        pytest.skip(f"PPDS_TEST_DATA names no folder with {name}")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_chains() -> Iterator[str]:
    """By product chain: of the codes that lead to it with some certainty, the products they are mapped to."""
    mapped = {row["cpv_prefix"]: row for row in listed("cpv_impact_factor_map.csv")}
    values: dict[str, list[Decimal]] = {}
    letters: dict[str, set[str]] = {}
    for row in rows("cpv-chains", columns_of("cpv-chains")):
        if row["quality"] == "C" or (factor := _longest(row["cpv_prefix"], mapped)) is None:
            continue
        regions = (factor[f"kgco2e_per_eur_{region}_2019_ccbysa"] for region in ("DE", "GB"))
        values.setdefault(row["chain"], []).extend(Decimal(each) for each in regions if each)
        letters.setdefault(row["chain"], set()).add(factor["quality_A_to_D"])
    for chain, found in sorted(values.items()):
        middle = sum(found, Decimal(0)) / len(found)
        bounds = f"{min(found)},{middle:.6f},{max(found)},1"
        yield f"product-chain,{chain},greenhouse-gas,kg CO2e,{bounds},{max(letters[chain])},CPV mapping of our own"


def _longest(code: str, mapped: Mapping[str, dict[str, str]]) -> dict[str, str] | None:
    return next((mapped[code[:length]] for length in range(len(code), 1, -1) if code[:length] in mapped), None)


def of_sectors() -> Iterator[str]:
    """Of each industry of USEEIO, stated for so many euros; NAICS is no SBI, so a sector stands under its own code."""
    per = f"{1 / Decimal(DOLLARS_PER_EURO):.12f}"
    for row in listed("impact_factors_useeio_v1.2_naics_usd2021.csv"):
        low, high = (Decimal(row[f"Supply Chain Emission Factors {end} Margins"]) for end in ("without", "with"))
        least, most = max(Decimal(0), min(low, high)), max(low, high)
        key = f"naics-{row['NAICS Code 2017']}"
        yield f"category,{key},greenhouse-gas,kg CO2e,{least},{most},{most},{per},C,"


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[House]:
    with house_on(database_module) as house:
        yield house


def adopt(house: House, about: Mapping[str, str], lines: list[str]) -> None:
    proposer = house.services.person("kpi", "kpi:propose", subject="voorsteller")
    adopter = house.services.person("kpi", "kpi:adopt", subject="vaststeller")
    table = "\n".join([HEADING, *lines]).encode()
    made = proposer.post("/factor-sets", content=table, params=dict(about), headers=CSV)
    assert made.status_code == 201, made.text
    decided = adopter.post(
        f"/factor-sets/{about['code']}/adoption",
        json={"reason": "Besproken"},
        headers={"If-Match": made.headers["ETag"]},
    )
    assert decided.status_code == 200, decided.text


def spent(house: House, lines: list[dict[str, object]]) -> str:
    body = house.services.add_party(
        f"Voorbeeldministerie {len(lines)}", kind="ministry", oin=f"0000009991000000{len(lines)}000"
    )
    sender = house.services.http("ingest", "ingest:write", party=body)
    assert sender.put("/spend/2019", json={"year": 2019, "lines": lines}).status_code == 201
    return body


def answered(house: House, body: str, factor_set: str) -> dict[str, Any]:
    asked = {
        "from": "2019-01",
        "until": "2021-12",
        "organisation": body,
        "groupBy": "category",
        "factorSet": factor_set,
    }
    answer: httpx.Response = house.reader.get("/spend-impact", params=asked)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def test_exiobase_gives_a_footprint_by_category_between_two_regions(house: House) -> None:
    products = {row["product"] for row in listed("impact_factors_exiobase382_2019_oefdb.csv") if row["region"] == "DE"}
    mapped = {row["exiobase382_product"] for row in listed("cpv_impact_factor_map.csv")}
    assert mapped <= products, "what codes are mapped to is in the list itself"
    lines = list(of_chains())
    adopt(house, EXIOBASE, lines)
    about = {"supplier": "Voorbeeld B.V.", "amount": 1000, "vatIncluded": "no"}
    body = spent(house, [{**about, "category": name} for name in ("Catering", "Wegen", "Bedrijfskleding")])
    answer = answered(house, body, EXIOBASE["code"])
    assert answer["factorSet"]["licence"] == "CC BY-SA 4.0"
    factors = {line.split(",")[1]: [Decimal(each) for each in line.split(",")[4:7]] for line in lines}
    chains = {"Catering": "catering", "Wegen": "wegen", "Bedrijfskleding": "bedrijfskleding"}
    for row in answer["rows"]:
        [impact] = row["impacts"]
        expected = [float(each * 1000) for each in factors[chains[row["category"]]]]
        assert [impact[name] for name in ("lower", "value", "upper")] == pytest.approx(expected)
        assert impact["lower"] <= impact["value"] <= impact["upper"]


def test_useeio_goes_in_as_dollars_for_so_many_euros(house: House) -> None:
    lines = list(of_sectors())
    assert len(lines) > 1000
    adopt(house, USEEIO, lines)
    body = spent(
        house, [{"category": "naics-111110", "supplier": "Voorbeeld B.V.", "amount": 500, "vatIncluded": "no"}]
    )
    [row] = answered(house, body, USEEIO["code"])["rows"]
    [impact] = row["impacts"]
    assert impact["upper"] == pytest.approx(500 * 1.326 * float(DOLLARS_PER_EURO), rel=1e-6)
