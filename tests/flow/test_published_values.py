"""Proof of arithmetic: records made so that what the yearly report of 2023 prints must come out, sent over the API.

The counts are those of the Jaarrapportage Bedrijfsvoering Rijk 2023 as denkdoeduurzaam.nl gives them. The procedures
are made up: this shows that the arithmetic is theirs, not that their figures are right. Three counts are derived from
printed percentages: 219 of 356 outside the groups, 300 of 457 in all, and 44 of 81.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import pytest

from shared.procurement.themes import THEMES
from tests.flow.house import LINES, House, house_on
from tests.flow.loads import lines
from tests.flow.purchases import OINS, Purchase, documents, send_supplements

INSIDE, OUTSIDE = "catering", "batterijen"
YEAR = {"from_": "2023-01", "until": "2023-12"}
ALL, IN_THE_GROUPS, WITH_CRITERIA, SIGNIFICANT = 457, 101, 81, 44
WITH_CRITERIA_OUTSIDE, MANAGED, HALF_ON_IMPACT = 219, 57, 12
LAST_WITH_CRITERIA = IN_THE_GROUPS + WITH_CRITERIA_OUTSIDE


def made(number: int) -> Purchase:
    """Procedure 1 to 457: first those in the groups, first those with criteria; the managed ones have criteria too."""
    inside = number <= IN_THE_GROUPS
    used = number <= WITH_CRITERIA or IN_THE_GROUPS < number <= LAST_WITH_CRITERIA
    managed = LAST_WITH_CRITERIA - MANAGED < number <= LAST_WITH_CRITERIA
    half = LAST_WITH_CRITERIA - HALF_ON_IMPACT < number <= LAST_WITH_CRITERIA
    criterion = {
        "theme": "climate",
        "role": "award",
        "level": 2 if number <= SIGNIFICANT else 1,
        "weightPercent": 50 if half else 5,
    }
    lot = {
        "themes": {theme: "yes" if used and theme == "climate" else "no" for theme in THEMES},
        "criteria": [criterion] if used else [],
        "priceWeightPercent": 40,
    }
    chain = INSIDE if inside else OUTSIDE
    said = {"lots": [lot], "purchase": {"categoryManagement": "yes" if managed else "no", "productChain": chain}}
    return Purchase(number, "ministry", 1, works=False, said=said, chain=chain, year=2023)


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[House]:
    purchases = [made(number) for number in range(1, ALL + 1)]
    with house_on(database_module) as house:
        party = house.services.add_party("Voorbeeldministerie", kind="ministry", oin=OINS["ministry"])
        told = [document for one in purchases for document in documents(one)]
        assert house.deliver(lines(told), LINES)["counts"]["refused"] == 0
        send_supplements(house, party, purchases)
        house.settle()
        yield house


@pytest.mark.parametrize(
    ("code", "yes", "population", "printed"),
    [
        ("ALG-P01", WITH_CRITERIA, IN_THE_GROUPS, "80"),
        ("ALG-P02", SIGNIFICANT, IN_THE_GROUPS, "44"),
        ("ALG-P02b", SIGNIFICANT, WITH_CRITERIA, "54"),
        ("ALG-P03", HALF_ON_IMPACT, MANAGED, "21"),
        ("ALG-P01c", WITH_CRITERIA + WITH_CRITERIA_OUTSIDE, ALL, "65.6"),
    ],
)
def test_the_arithmetic_is_that_of_the_yearly_report_of_2023(
    house: House, code: str, yes: int, population: int, printed: str
) -> None:
    [row] = house.values(code, **YEAR)["rows"]
    counts = row["counts"]["in"]
    assert (counts["yes"], counts["yes"] + counts["no"], counts["unknown"]) == (yes, population, 0)
    assert row["value"] == round(yes / population, 4)
    assert rounded(yes, population, printed) == Decimal(printed)
    assert row["lower"] == row["value"] == row["upper"]


def test_outside_the_groups_it_is_the_share_that_the_report_prints(house: House) -> None:
    by_chain = {row["productChain"]: row for row in house.values("ALG-P01c", **YEAR, groupBy="productChain")["rows"]}
    counts, outside = by_chain[OUTSIDE]["counts"]["in"], ALL - IN_THE_GROUPS
    assert (counts["yes"], counts["no"]) == (WITH_CRITERIA_OUTSIDE, outside - WITH_CRITERIA_OUTSIDE)
    assert rounded(counts["yes"], outside, "61.5") == Decimal("61.5")


def rounded(part: int, whole: int, printed: str) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal(printed), ROUND_HALF_UP)
