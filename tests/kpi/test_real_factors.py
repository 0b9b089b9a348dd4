"""Published lists of factors, read where `PPDS_TEST_DATA` names them, go in over the API and come out in an interval.

EXIOBASE 3.8.2 has no Dutch region: Germany stands in and Great Britain is the second opinion, so the least and the most
of both are the bounds. The lists stay out of the repository, as does our mapping of CPV to their products.
"""

import csv
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from client.command.app import sender_app
from client.errors import WrongUse
from client.factors.lists import read
from shared.reference.lists import columns_of, rows
from tests.flow.house import House, house_on
from tests.people import person_token

EXIOBASE, USEEIO = "exiobase-3.8.2-2019", "useeio-1.2-2021"
EXIOBASE_FILE, USEEIO_FILE = (
    "impact_factors_exiobase382_2019_oefdb.csv",
    "impact_factors_useeio_v1.2_naics_usd2021.csv",
)
MAP_FILE = "cpv_impact_factor_map.csv"
DOLLARS_PER_EURO = "1.1827"
"""Made up to the last digits; a set in dollars states for how many euros its factors are."""


def published(name: str) -> Path:
    folder = os.environ.get("PPDS_TEST_DATA", "")
    path = Path(folder) / "reference" / name
    if not folder or not path.exists():
        pytest.skip(f"PPDS_TEST_DATA names no folder with {name}")
    return path


def listed(name: str) -> list[dict[str, str]]:
    with published(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def factors_of_chains() -> dict[str, list[Decimal]]:
    """By product chain: what the products that its codes are mapped to come to in both regions, counted plainly."""
    listed_by_product: dict[str, list[Decimal]] = {}
    for row in listed(EXIOBASE_FILE):
        if row["region"] in {"DE", "GB"}:
            listed_by_product.setdefault(row["product"], []).append(Decimal(row["kgco2e_ar5_per_eur"]))
    mapped = {row["cpv_prefix"]: row["exiobase382_product"] for row in listed(MAP_FILE)}
    values: dict[str, list[Decimal]] = {}
    for mapping in rows("cpv-chains", columns_of("cpv-chains")):
        prefix = mapping["cpv_prefix"]
        starts = [prefix[:length] for length in range(len(prefix), 1, -1)]
        product = next((mapped[each] for each in starts if each in mapped), None)
        if mapping["quality"] != "C" and product is not None:
            values.setdefault(mapping["chain"], []).extend(listed_by_product[product])
    return values


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[House]:
    with house_on(database_module) as house:
        yield house


def adopt(house: House, monkeypatch: pytest.MonkeyPatch, code: str, *words: str) -> str:
    """Propose a list by the command and let another person adopt it; gives what the command said."""
    services = house.services
    monkeypatch.setenv("PPDS_PERSON_TOKEN", person_token("kpi:propose", subject="voorsteller"))
    options = ["--kpi-url", services.kpi_url, "--registry-url", services.registry_url]
    typed = ["factor-set", "import", *words, "--code", code, "--reason", "Proef met een gepubliceerde lijst"]
    done = CliRunner().invoke(sender_app(), [*options, *typed])
    assert done.exit_code == 0, done.output
    adopter = services.person("kpi", "kpi:adopt", subject="vaststeller")
    tag = adopter.get(f"/factor-sets/{code}").headers["ETag"]
    decided = adopter.post(f"/factor-sets/{code}/adoption", json={"reason": "Besproken"}, headers={"If-Match": tag})
    assert decided.status_code == 200, decided.text
    return done.output


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


def test_exiobase_gives_a_footprint_by_category_between_two_regions(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = adopt(
        *(house, monkeypatch, EXIOBASE, "exiobase", str(published(EXIOBASE_FILE))),
        *("--map", str(published(MAP_FILE))),
    )
    factors = factors_of_chains()
    assert f" {len(factors)} " in said
    about = {"supplier": "Voorbeeld B.V.", "amount": 1000, "vatIncluded": "no"}
    body = spent(house, [{**about, "category": name} for name in ("Catering", "Wegen", "Bedrijfskleding")])
    answer = answered(house, body, EXIOBASE)
    assert answer["factorSet"]["licence"] == "CC BY-SA 4.0"
    assert len(answer["rows"]) == 3
    for row in answer["rows"]:
        [impact] = row["impacts"]
        values = factors[row["category"].lower()]
        expected = [float(each * 1000) for each in (min(values), sum(values) / len(values), max(values))]
        assert [impact[name] for name in ("lower", "value", "upper")] == pytest.approx(expected, rel=1e-5)
        assert impact["lower"] <= impact["value"] <= impact["upper"]


def test_useeio_goes_in_as_dollars_for_so_many_euros(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    said = adopt(
        *(house, monkeypatch, USEEIO, "useeio", str(published(USEEIO_FILE))),
        *("--dollars-per-euro", DOLLARS_PER_EURO),
    )
    assert f" {len(listed(USEEIO_FILE))} " in said
    body = spent(
        house, [{"category": "naics-111110", "supplier": "Voorbeeld B.V.", "amount": 500, "vatIncluded": "no"}]
    )
    [row] = answered(house, body, USEEIO)["rows"]
    [impact] = row["impacts"]
    assert impact["upper"] == pytest.approx(500 * 1.326 * float(DOLLARS_PER_EURO), rel=1e-6)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("exiobase", "list.csv"), "no-such-columns"),
        (("exiobase", "empty.csv"), "no-factors"),
        (("useeio", "useeio.csv"), "no-factor"),
        (("ecoinvent", "list.csv"), "no-publisher"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_before_anything_is_sent(
    tmp_path: Path, words: tuple[str, str], fault: str
) -> None:
    (tmp_path / "list.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    columns = "region,product,kgco2e_ar5_per_eur,price_year,source,licence"
    (tmp_path / "empty.csv").write_text(f"{columns}\nNO,Wheat,1.5,2019,x,y\n", encoding="utf-8")
    ends = [f"Supply Chain Emission Factors {each} Margins" for each in ("without", "with")]
    useeio = f'NAICS Code 2017,Unit,{",".join(ends)}\n111110,"kg CO2e/2021 USD, price",veel,1\n'
    (tmp_path / "useeio.csv").write_text(useeio, encoding="utf-8")
    publisher, file = words
    with pytest.raises(WrongUse) as refused:
        read(publisher, tmp_path / file, regions=["DE", "GB"], map_=None, dollars_per_euro=Decimal(1))
    assert refused.value.fault.rule == fault


def test_without_a_map_a_factor_is_of_a_product_under_its_own_name(tmp_path: Path) -> None:
    list_ = tmp_path / "list.csv"
    columns = "region,product,kgco2e_ar5_per_eur,price_year,source,licence"
    list_.write_text(
        f"{columns}\nDE,Wheat,1.5,2019,x,y\nGB,Wheat,2.5,2019,x,y\nBR,Wheat,9,2019,x,y\n", encoding="utf-8"
    )
    made = read("exiobase", list_, regions=["DE", "GB"], map_=None, dollars_per_euro=Decimal(1))
    assert made.table.decode().splitlines()[1:] == ["category,Wheat,greenhouse-gas,kg CO2e,1.5,2.000000,2.5,1,C,"]
    assert (made.region, made.price_year, made.licence, made.factors) == ("DE, GB", 2019, "y", 1)
