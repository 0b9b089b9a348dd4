"""The 58 product chains and the mapping from CPV."""

import csv
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from shared.reference.product_chains import (
    CHAIN_COLUMNS,
    CLUSTERS,
    MAPPING_COLUMNS,
    SCORED_THEMES,
    ProductChains,
    built_in_chains,
    product_chains,
    unmapped_chains,
)
from tools.reference.product_chains import page

CHAINS = built_in_chains()
_FLAGS = {"in_criteria_tool": "true", "priority": "false"}


@pytest.fixture(scope="module")
def cpv_2008() -> set[str]:
    folder = os.environ.get("PPDS_TEST_DATA")
    if not folder:
        pytest.skip("PPDS_TEST_DATA names no folder with the CPV codes")
    with Path(folder, "reference", "cpv_2008_en_nl.csv").open(encoding="utf-8", newline="") as file:
        return {row["cpv_code"] for row in csv.DictReader(file)}


def test_there_are_58_chains_in_six_clusters() -> None:
    per_cluster = Counter(chain.cluster for chain in product_chains().values())

    assert [per_cluster[cluster] for cluster in CLUSTERS] == [5, 6, 22, 12, 8, 5]


def test_257_cells_of_the_relevance_matrix_are_filled() -> None:
    filled = [sum(theme in chain.relevant for chain in product_chains().values()) for theme in SCORED_THEMES]

    assert filled == [58, 47, 58, 57, 37]
    assert sum(filled) == 257


def test_eleven_chains_stand_outside_the_criteria_tool_and_twenty_are_priority() -> None:
    chains = product_chains().values()

    assert sum(not chain.in_criteria_tool for chain in chains) == 11
    assert sum(chain.priority for chain in chains) == 20
    assert not any(chain.priority for chain in chains if chain.cluster == "transport")


def test_only_heat_is_blank_for_human_rights() -> None:
    blank = [chain.code for chain in product_chains().values() if "human-rights-labour" not in chain.relevant]

    assert blank == ["warmte"]


def test_every_chain_is_mapped_or_listed_as_unmapped_with_a_reason() -> None:
    mapped = {match.chain for _, match, _ in CHAINS.mapped}

    assert mapped | set(unmapped_chains()) == set(product_chains())
    assert not mapped & set(unmapped_chains())
    assert all(unmapped_chains().values())


def test_every_chain_is_reached_by_more_than_a_guess() -> None:
    certain = {match.chain for _, match, _ in CHAINS.mapped if match.quality != "C"}

    assert certain == set(product_chains())


@pytest.mark.parametrize(
    ("cpv", "chain", "quality"),
    [
        ("55520000", "catering", "A"),
        ("90911200", "schoonmaak", "A"),
        ("45233221", "wegmarkering-belijning", "A"),
        ("45233222", "wegen", "A"),
        ("45233293", "straatmeubilair-en-speeltoestellen", "A"),
        ("30125100", "toner-cartridges", "A"),
        ("30232100", "reproductieapparatuur", "A"),
        ("30213100", "ict-hardware-en-mobiele-apparaten", "A"),
        ("09310000", "elektriciteit", "A"),
        ("33193120", "wmo-hulpmiddelen", "A"),
        ("45210000", "nieuwbouw", "B"),
        ("45232424", "gemalen", "A"),
        ("45232420", "waterzuiveringsinstallaties-en-slibbehandeling", "A"),
        ("45232440", "riolering", "A"),
        ("90512000", "grondstoffenmanagement-en-afvalzorg", "A"),
        ("90513600", "waterzuiveringsinstallaties-en-slibbehandeling", "A"),
        ("98311000", "reiniging-bedrijfskleding", "B"),
        ("60130000", "contractvervoer", "A"),
        ("34115200", "dienstvoertuigen", "A"),
        ("45000000", "nieuwbouw", "C"),
    ],
)
def test_the_longest_prefix_decides(cpv: str, chain: str, quality: str) -> None:
    match = CHAINS.chain_of(cpv)

    assert match is not None
    assert (match.chain, match.quality) == (chain, quality)


def test_a_row_of_eight_digits_stands_for_that_code_alone() -> None:
    assert CHAINS.chain_of("09300000") is not None
    assert CHAINS.chain_of("60100000") != CHAINS.chain_of("60110000")
    assert CHAINS.chain_of("60110000") is None


def test_a_check_digit_is_allowed() -> None:
    assert CHAINS.chain_of("39130000-2") == CHAINS.chain_of("39130000")


@pytest.mark.parametrize("cpv", [None, "", "5552", "5552000", "555200000", "5552000x", "٥٥٥٢٠٠٠٠", "catering"])
def test_what_is_no_cpv_code_leads_to_no_chain(cpv: str | None) -> None:
    assert CHAINS.chain_of(cpv) is None
    assert CHAINS.in_criteria_tool(cpv) is None
    assert not CHAINS.is_outside(cpv)


@pytest.mark.parametrize("cpv", ["79100000", "33600000", "80500000", "66510000", "72262000", "85310000", "98351000"])
def test_codes_outside_all_chains_are_known_to_be_outside(cpv: str) -> None:
    assert CHAINS.chain_of(cpv) is None
    assert CHAINS.is_outside(cpv)
    assert CHAINS.in_criteria_tool(cpv) is False


def test_the_criteria_tool_is_undetermined_for_a_guess_and_for_a_code_without_a_row() -> None:
    assert CHAINS.in_criteria_tool("45000000") is None  # quality C
    assert CHAINS.in_criteria_tool("72000000") is None  # no row
    assert CHAINS.in_criteria_tool("55520000") is True
    assert CHAINS.in_criteria_tool("31440000") is False  # batteries: a chain outside the tool


def test_the_cluster_of_a_chain_is_known_and_that_of_no_chain_is_not() -> None:
    assert CHAINS.cluster_of("wegen") == "civil-engineering"
    assert CHAINS.cluster_of(None) is None
    assert CHAINS.cluster_of("roads") is None


def test_every_prefix_exists_in_cpv_2008(cpv_2008: set[str]) -> None:
    prefixes = [prefix for prefix, _, _ in CHAINS.mapped] + list(CHAINS.outside)

    assert [prefix for prefix in prefixes if prefix.ljust(8, "0") not in cpv_2008] == []


def test_zeros_that_only_fill_up_a_code_are_left_out() -> None:
    for prefix in [prefix for prefix, _, _ in CHAINS.mapped] + list(CHAINS.outside):
        assert prefix.isdigit()
        assert 2 <= len(prefix) <= 8
        assert len(prefix) in {2, 8} or not prefix.endswith("0")


def test_no_prefix_stands_twice_and_each_has_its_reason() -> None:
    prefixes = [prefix for prefix, _, _ in CHAINS.mapped] + list(CHAINS.outside)

    assert len(prefixes) == len(set(prefixes))
    assert all(reason for _, _, reason in CHAINS.mapped)
    assert all(CHAINS.outside.values())
    assert {match.chain for _, match, _ in CHAINS.mapped} <= set(product_chains())


def test_no_row_repeats_what_the_row_above_it_says() -> None:
    known = {prefix: (match.chain, match.quality) for prefix, match, _ in CHAINS.mapped}
    known.update(dict.fromkeys(CHAINS.outside, ("", "A")))
    repeating = [
        prefix
        for prefix, said in known.items()
        if next((known[prefix[:n]] for n in range(len(prefix) - 1, 1, -1) if prefix[:n] in known), None) == said
    ]

    assert repeating == []


def test_the_shares_of_the_qualities_add_up_to_one() -> None:
    shares = CHAINS.quality_shares()

    assert set(shares) == {"A", "B", "C"}
    assert abs(sum(shares.values(), Decimal()) - 1) <= Decimal("0.0002")


def test_a_version_may_state_the_size_of_a_relevance() -> None:
    sizes = dict(zip(SCORED_THEMES, ("small", "false", "medium", "large", "true"), strict=True))
    chains = ProductChains([{**dict.fromkeys(CHAIN_COLUMNS, "x"), **_FLAGS, **sizes}], (), (), version="2")

    assert chains.chains["x"].relevant == {theme for theme, size in sizes.items() if size != "false"}


@pytest.mark.parametrize("size", ["", "huge", "True"])
def test_a_relevance_of_another_kind_is_refused(size: str) -> None:
    row = {**dict.fromkeys(CHAIN_COLUMNS, "x"), **_FLAGS, **dict.fromkeys(SCORED_THEMES, size)}

    with pytest.raises(ValueError, match="no relevance"):
        ProductChains([row], (), (), version="2")


def test_of_a_chain_that_the_list_of_chains_does_not_hold_membership_is_undetermined() -> None:
    chains = ProductChains((), [dict(zip(MAPPING_COLUMNS, ("55", "kantines", "A", ""), strict=True))], (), version="2")

    assert chains.in_criteria_tool("55520000") is None
    assert chains.cluster_of("kantines") is None
    match = chains.chain_of("55520000")
    assert match is not None
    assert (match.chain, match.version) == ("kantines", "2")


def test_the_page_in_the_documentation_is_the_generated_one() -> None:
    written = Path(__file__).parents[3] / "docs" / "reference" / "product-chains.md"

    assert written.read_text(encoding="utf-8") == page()
