"""The lists hold what the sources state: their counts, and the references between them."""

from collections import Counter
from itertools import pairwise

import pytest

from services.registry.parties.rules.words import PARTY_KINDS, TIER_OF_KIND
from shared.reference.codes import TIERS, labels
from shared.reference.lists import Row, columns_of, reference_list, rows
from shared.reference.product_chains import CLUSTERS, product_chains
from shared.reference.themes import THEMES, theme


def listed(name: str) -> tuple[Row, ...]:
    return rows(name, columns_of(name))


def codes(name: str) -> list[str]:
    return [row["code"] for row in listed(name)]


def test_fifty_eight_chains_stand_in_six_clusters_in_the_order_of_the_agenda() -> None:
    assert tuple(codes("clusters")) == CLUSTERS
    counts = Counter(chain.cluster for chain in product_chains().values())
    assert [counts[cluster] for cluster in CLUSTERS] == [5, 6, 22, 12, 8, 5]


def test_relevance_is_filled_in_257_cells() -> None:
    filled = Counter(theme for chain in product_chains().values() for theme in chain.relevant)
    assert [filled[theme] for theme in THEMES] == [58, 47, 58, 57, 37, 0]
    assert filled.total() == 257


def test_eleven_chains_stand_outside_the_criteria_tool_and_twenty_have_priority() -> None:
    chains = product_chains().values()
    assert sum(not chain.in_criteria_tool for chain in chains) == 11
    assert sum(chain.in_criteria_tool for chain in chains) == 47
    priority = Counter(chain.cluster for chain in chains if chain.priority)
    assert priority == {
        "automation-telecom": 2,
        "energy": 2,
        "civil-engineering": 8,
        "office-facilities": 4,
        "buildings": 4,
    }


def test_what_the_sources_leave_unnamed_is_not_made_up() -> None:
    assert listed("yearly-chains") == ()
    assert len(listed("rijk-categories")) == 15
    assert "other seven" in reference_list("rijk-categories").note
    assert {row["due_year"] for row in listed("circular-categories")} == {"2020"}
    assert len(listed("circular-categories")) == 6


def test_ten_isv_categories_became_eight() -> None:
    became = Counter(row["became"] for row in listed("isv-categories-10"))
    assert len(listed("isv-categories-10")) == 10
    assert set(became) == set(codes("isv-categories-8"))
    assert {code for code, count in became.items() if count > 1} == {"consumptieve-dienstverlening", "werkplekomgeving"}
    merged = {row["became"] for row in listed("isv-categories-10") if row["relation"] == "merged"}
    assert merged == {"consumptieve-dienstverlening", "werkplekomgeving"}


def test_eight_packages_have_high_impact_and_five_of_them_climate_goals() -> None:
    packages = listed("high-impact-packages")
    assert len(packages) == 8
    assert sum(row["climate_goals"] == "true" for row in packages) == 5
    for row in packages:
        assert set(row["isv_categories"].split(";")) - {""} <= set(codes("isv-categories-8"))
        assert set(row["circular_categories"].split(";")) - {""} <= set(codes("circular-categories"))


def test_the_average_of_a_band_is_half_its_ends_rounded_up() -> None:
    bands = listed("spend-bands")
    assert [row["band"] for row in bands] == [str(band) for band in range(14)]
    for lower, row in pairwise(bands):
        assert int(row["min_eur"]) == int(lower["max_eur"]) + 1
        most = row["max_eur"]
        expected = -(-(int(row["min_eur"]) + int(most)) // 2) if most else int(row["min_eur"])
        assert row["average_eur"] == str(expected)
    assert bands[0]["average_eur"] == bands[0]["min_eur"] == bands[13]["max_eur"] == ""


@pytest.mark.parametrize(
    ("scale", "levels"),
    [
        ("ambition-web", range(4)),
        ("criteria-tool", range(1, 4)),
        ("manifest", range(1, 6)),
        ("market-transformation", range(1, 5)),
        ("purchasing-impact", range(4)),
    ],
)
def test_each_scale_keeps_its_own_levels(scale: str, levels: range) -> None:
    assert [row["level"] for row in listed("scales") if row["scale"] == scale] == [str(level) for level in levels]


def test_the_phases_of_market_transformation_are_those_of_its_scale() -> None:
    scale = [(row["nl"], row["en"]) for row in listed("scales") if row["scale"] == "market-transformation"]
    assert [(row["nl"], row["en"]) for row in listed("market-transformation-phases")] == scale
    assert [row["phase"] for row in listed("market-transformation-phases")] == ["I", "II", "III", "IV"]


def test_due_diligence_takes_six_steps() -> None:
    assert [row["step"] for row in listed("due-diligence-steps")] == ["1", "2", "3", "4", "5", "6"]


def test_policy_documents_serve_themes_of_the_agenda() -> None:
    documents = listed("policy-documents")
    assert sum(row["named_in"] == "annex VI" for row in documents) == 23
    served = {code for row in documents for code in row["themes"].split(";") if code}
    assert all(theme(code).list == "agenda-2026" for code in served)
    assert reference_list("policy-documents").status == "concept"


def test_the_sectors_of_a_year_add_up_to_what_all_bodies_spent() -> None:
    spent = {row["scope"]: int(row["amount"]) for row in listed("outside-totals") if row["year"] == "2023"}
    assert sum(spent[sector] for sector in codes("sectors")) == spent["all"] == 116_200_000_000


def test_social_return_is_valued_per_region_and_edition() -> None:
    blocks = Counter((row["region"], row["edition"]) for row in listed("social-return-blocks"))
    assert blocks == {("utrecht", "current"): 12, ("utrecht", "earlier"): 6, ("leiden", "2023"): 12}


def test_only_another_reason_must_be_written_out() -> None:
    assert [row["code"] for row in listed("reason-codes") if row["needs_text"] == "true"] == ["other"]
    assert reference_list("reason-codes").status == "concept"


@pytest.mark.parametrize(("name", "label_list"), [("tiers", "tier"), ("sectors", "sector"), ("clusters", "cluster")])
def test_a_list_of_codes_has_the_names_that_figures_use(name: str, label_list: str) -> None:
    for row in listed(name):
        label = labels(label_list)[row["code"]]
        assert (row["nl"], row["en"]) == (label.nl, label.en)


def test_tiers_and_kinds_are_those_of_the_register() -> None:
    assert tuple(codes("tiers")) == TIERS
    assert {row["code"]: row["sector"] for row in listed("tiers") if row["sector"]} == {
        "central": "central-government",
        "province": "co-governments",
        "municipality": "co-governments",
        "water-authority": "co-governments",
        "joint-arrangement": "co-governments",
        "public-law-body": "public-law-bodies",
        "special-sector": "special-sector-companies",
    }
    assert set(codes("sectors")) == set(labels("sector"))
    assert {row["kind"] for row in listed("organisation-types")} == set(PARTY_KINDS)
    for row in listed("organisation-types"):
        assert row["tier"] == (TIER_OF_KIND[row["kind"]] or "")
