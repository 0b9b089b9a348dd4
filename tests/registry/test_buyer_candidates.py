"""Which parties an unmatched buyer may be: proposals, with a score and a reason."""

import pytest

from services.registry.buyers.rules import MOST, Bodies, Body
from shared.procurement.buyer_keys import checked_key, keys_of_buyer, normalised_name


def body(
    name: str, kind: str = "municipality", *, names: tuple[str, ...] = (), identifiers: tuple[tuple[str, str], ...] = ()
) -> Body:
    return Body(f"https://example.org/{kind}/{name}", name, kind, (name, *names), identifiers)


WESTERDAM = body("Westerdam", identifiers=(("oin", "00000099900000010000"), ("kvk", "99000007")))
HORST_CITY = body("Voorbeeldhorst")
HORST_PROVINCE = body("Voorbeeldhorst", "province")
REGISTER = Bodies(
    [
        WESTERDAM,
        HORST_CITY,
        HORST_PROVINCE,
        body("Oosterdam"),
        body("Waterschap Rijn en Voorbeeld", "water-authority"),
        body("Voorbeeldzaken en Fictie", "ministry", names=("ministerie van Voorbeeldzaken en Fictie",)),
    ]
)


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("Gemeente Westerdam", "gemeente westerdam"),
        ("  GEMEENTE   Westerdam. ", "Gemeente Westerdam"),
        ("Coöperatie Één B.V.", "cooperatie een bv"),
        ("Bouw & Zonen", "Bouw en Zonen"),
        ("Oost-West (fictief)", "oost west fictief"),
        ("Straße_Noord", "strasse noord"),
    ],
)
def test_a_name_is_compared_without_capitals_accents_and_punctuation(written: str, other: str) -> None:
    assert normalised_name(written) == normalised_name(other)


def test_bodies_of_two_kinds_keep_two_names() -> None:
    assert normalised_name("Gemeente Utrecht") != normalised_name("Provincie Utrecht")


def test_the_keys_of_a_buyer_are_its_identifiers_and_only_without_any_its_name() -> None:
    assert keys_of_buyer("Gemeente X", [("kvk", "12345678"), ("", "BE 1"), ("vat", "NL1")]) == (
        ("kvk", "12345678"),
        ("other", "BE 1"),
        ("other", "NL1"),
    )
    assert keys_of_buyer("Gemeente X", []) == (("name", "gemeente x"),)
    assert keys_of_buyer("...", []) == keys_of_buyer(None, []) == ()


@pytest.mark.parametrize(
    ("scheme", "value", "kept"),
    [
        ("name", "Gemeente  X", "gemeente x"),
        ("kvk", " 12345678 ", "12345678"),
        ("rsin", "003214345", "003214345"),
        ("other", " BE 0123.456 ", "BE 0123.456"),
        ("roo", "24479", "24479"),
    ],
)
def test_a_key_that_a_person_states_is_kept_in_the_form_in_which_it_is_compared(
    scheme: str, value: str, kept: str
) -> None:
    assert checked_key(scheme, value) == (scheme, kept)


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("kvk", "1234567"),
        ("kvk", "00000000"),
        ("roo", "0"),
        ("roo", "٤٤"),
        ("roo", ""),
        ("kvk", "1234567a"),
        ("rsin", "003214346"),
        ("rsin", "000000000"),
        ("oin", "00000000123456789000"),
        ("oin", "0000009910000000100"),
        ("tooi", "https://identifier.overheid.nl/tooi/id/gemeente/hv_gm0001"),
        ("tooi", "gm0344"),
        ("roo", "24479x"),
        ("name", "!?"),
        ("other", "   "),
        ("other", "a\x00b"),
        ("vat", "NL1"),
    ],
)
def test_a_wrong_key_is_refused(scheme: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        checked_key(scheme, value)


def test_the_kind_of_body_may_be_written_or_left_out() -> None:
    for name in ("Gemeente Westerdam", "gemeente WESTERDAM", "Westerdam, gemeente"):
        [best, *_] = REGISTER.candidates(name, [])
        assert (best.party, best.because) == (WESTERDAM.party, ("similar-name",))
        assert best.score == 100
    assert REGISTER.candidates("Ministerie van Voorbeeldzaken & Fictie", [])[0].score == 100


def test_of_two_bodies_with_one_name_the_one_of_the_written_kind_comes_first() -> None:
    city, province = REGISTER.candidates("Gemeente Voorbeeldhorst", [])
    assert (city.party, province.party) == (HORST_CITY.party, HORST_PROVINCE.party)
    assert city.score > province.score
    assert REGISTER.candidates("Provincie Voorbeeldhorst", [])[0].party == HORST_PROVINCE.party


def test_a_typing_mistake_still_leads_to_the_body_with_a_lower_score() -> None:
    [best, *_] = REGISTER.candidates("Gemeente Westerdm", [])
    assert best.party == WESTERDAM.party
    assert 80 <= best.score < 100


def test_the_word_of_a_kind_alone_makes_nobody_a_candidate() -> None:
    assert REGISTER.candidates("Gemeente Zuidveen", []) == []
    assert REGISTER.candidates(None, []) == REGISTER.candidates("", []) == []


def test_a_number_inside_another_is_a_reason_and_never_derived() -> None:
    inside = REGISTER.candidates(None, [("oin", "00000003990000070000")])
    assert [(each.party, each.score, each.because) for each in inside] == [(WESTERDAM.party, 95, ("number-inside",))]
    same = REGISTER.candidates("Gemeente Westerdam", [("other", "9900 0007")])
    assert [(each.party, each.score, each.because) for each in same[:1]] == [
        (WESTERDAM.party, 100, ("same-number", "similar-name"))
    ]
    assert REGISTER.candidates(None, [("other", "9900000"), ("name", "99000007")]) == []


def test_there_are_five_candidates_at_most() -> None:
    many = Bodies([body(f"Voorbeeldstad {letter}") for letter in "abcdefgh"])
    assert len(many.candidates("Voorbeeldstad", [])) == MOST
