"""What somebody types is found by its code and by its name, a typing error or not, the best first."""

from dashboard.search.matching import Named, alike

KNOWN = [
    Named("catering", "Catering", "/ketens/catering"),
    Named("schoonmaak", "Schoonmaak", "/ketens/schoonmaak"),
    Named("ALG-P01", "MVI-criteria in relevante productgroepen", "/indicatoren/ALG-P01"),
    Named("ALG-P01b", "MVI-criteria boven de drempel", "/indicatoren/ALG-P01b"),
]


def codes(typed: str) -> list[str]:
    return [each.code for each in alike(typed, KNOWN)]


def test_a_typing_error_does_no_harm() -> None:
    assert codes("caterng")[0] == "catering"
    assert codes("Schonmaak")[0] == "schoonmaak"


def test_a_code_that_is_typed_as_it_is_comes_first_whatever_its_capitals() -> None:
    assert codes("alg-p01")[0] == "ALG-P01"
    assert codes("ALG-P01B")[0] == "ALG-P01b"


def test_a_part_of_a_name_is_enough() -> None:
    assert codes("productgroepen") == ["ALG-P01"]


def test_what_is_like_nothing_finds_nothing() -> None:
    assert codes("zzzzqqqq") == []
    assert codes("\N{RIGHT-TO-LEFT OVERRIDE}<script>") == []


def test_no_more_is_given_than_is_asked_for() -> None:
    many = [Named(f"c{number}", "Catering", "/") for number in range(50)]
    assert len(alike("catering", many, most=10)) == 10
