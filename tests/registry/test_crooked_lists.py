"""Lists as spreadsheets and hurried hands write them: read as meant where that is certain, refused where it is not."""

import pytest

from services.registry.party_lists.rules.organisation_list import PartyList, read_party_list
from shared.procurement.identifiers import TooiUri
from shared.uploaded_csv import UnreadableList

GM = "https://identifier.overheid.nl/tooi/id/gemeente/gm9998"
HEADING = "organisation_type,name,tooi_uri,valid_until"


def read(*lines: str, heading: str = HEADING) -> PartyList:
    return read_party_list("\n".join([heading, *lines, ""]).encode())


def oddities(found: PartyList) -> list[tuple[int, str, bool]]:
    return [(finding.line, finding.problem, finding.row_refused) for finding in found.findings]


def test_a_name_with_a_comma_and_no_quotation_marks_is_refused_and_the_next_line_counts() -> None:
    reading = read(f"gemeente,Voorbeeld, Noord en Zuid,{GM},2027-01-01", f"gemeente,Voorbeeldgemeente,{GM},")

    assert oddities(reading) == [(2, "extra-cells", True)]
    assert [record.name for record in reading.records] == ["Voorbeeldgemeente"]


def test_empty_cells_after_the_last_column_are_no_fault() -> None:
    reading = read(f"gemeente,Voorbeeldgemeente,{GM},,,, ")

    assert (oddities(reading), len(reading.records)) == ([], 1)


def test_a_heading_with_a_column_twice_is_refused_with_its_name() -> None:
    with pytest.raises(UnreadableList, match="more than once: name"):
        read(f"gemeente,Een,Twee,{GM}", heading="organisation_type,name,name,tooi_uri")


def test_a_list_with_semicolons_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableList, match="save it with commas"):
        read(heading=HEADING.replace(",", ";"))


def test_a_quotation_mark_that_never_closes_is_placed_on_its_line() -> None:
    with pytest.raises(UnreadableList, match="line 2"):
        read(f'gemeente,"Voorbeeldgemeente,{GM},')


@pytest.mark.parametrize("day", ["20261231", "2026-W01-1", "2026-02-30", "31-12-2026", "0", "٢٠٢٦-١٢-٣١"])
def test_a_day_is_written_as_a_day(day: str) -> None:
    reading = read(f"gemeente,Voorbeeldgemeente,{GM},{day}")

    assert oddities(reading) == [(2, "bad-date", False)]
    assert reading.records[0].valid_until is None


def test_a_name_over_two_lines_is_one_name() -> None:
    reading = read(f'gemeente,"Voorbeeld\ngemeente\u00a0 Noord",{GM},')

    assert reading.records[0].name == "Voorbeeld gemeente Noord"


@pytest.mark.parametrize("sign", ["\u00ad", "\u202e", "\u200b"], ids=ascii)
def test_signs_that_nobody_sees_are_no_part_of_a_name(sign: str) -> None:
    assert read(f"gemeente,Voorbeeld{sign}gemeente,{GM},").records[0].name == "Voorbeeldgemeente"


@pytest.mark.parametrize("name", ["Voorbeeld\x07gemeente", "\u202e", "\u200b\u00a0"], ids=ascii)
def test_a_name_with_control_characters_or_with_nothing_to_see_is_refused(name: str) -> None:
    assert oddities(read(f"gemeente,{name},{GM},")) == [(2, "no-name", True)]


@pytest.mark.parametrize(
    "path",
    ["waterschap/gm9998", "gemeente/ws9998", "gemeente/gm998", "gemeente/gm99998", "provincie/pv9", "ministerie/mnre1"],
)
def test_a_tooi_uri_has_the_code_of_its_kind(path: str) -> None:
    with pytest.raises(ValueError, match="no TOOI URI"):
        TooiUri.parse(f"https://identifier.overheid.nl/tooi/id/{path}")


@pytest.mark.parametrize("path", ["gemeente/gm9998", "provincie/pv28", "oorg/oorg10110", "zbo/zb000001", "so/so0001"])
def test_a_tooi_uri_of_another_kind_has_a_code_of_its_own(path: str) -> None:
    uri = f"https://identifier.overheid.nl/tooi/id/{path}"

    assert TooiUri.parse(uri).value == uri
