"""What is an e-mail address or a telephone number, and what only looks like one."""

import time

import pytest

from shared.procurement.contacts import REMOVED, without_contacts


@pytest.mark.parametrize(
    "written",
    [
        "06-12345678", "06 12 34 56 78", "06.12.34.56.78", "0612345678", "020-1234567", "020 123 45 67",
        "(020) 123 45 67", "0344 - 12 34 56", "+31 6 12345678", "+31 (0)6 1234 5678", "0031612345678",
        "0031 6 12345678", "00 31 6 12345678", "+352 123456789", "+32 (0)2 123 45 67",
    ],
)  # fmt: skip
def test_a_telephone_number_is_removed_from_running_text(written: str) -> None:
    assert without_contacts(f"Bel {written}, graag.", telephone=True) == f"Bel {REMOVED}, graag."
    assert without_contacts(written, telephone=True) == REMOVED


def test_two_numbers_are_both_removed() -> None:
    assert without_contacts("06-12345678 / 06-87654321", telephone=True) == f"{REMOVED} / {REMOVED}"


def test_a_number_after_another_number_is_removed() -> None:
    assert without_contacts("kamer 4 06-12345678", telephone=True) == f"kamer 4 {REMOVED}"
    assert without_contacts("op 12-01-2026 0612345678", telephone=True) == f"op 12-01-2026 {REMOVED}"


@pytest.mark.parametrize("word", ["tel. ", "Telefoonnummer: ", "fax ", "GSM", "phone:\n"])
def test_a_word_that_says_so_makes_a_telephone_number_of_any_form(word: str) -> None:
    assert without_contacts(f"{word}22 123 45 67", telephone=True) == f"{word}{REMOVED}"


@pytest.mark.parametrize(
    "written",
    [
        "OIN 00000001234567890000", "00000099000000001000", "KvK 01234567", "KvK 70248311", "RSIN 001234567",
        "CPV 09310000-5", "03000000-1 en 45000000-7", "01-02-2024", "01-02-2024 12:00 uur", "01 02 2025 11 30",
        "2024-06-12 tot 2025-01-01", "€ 1.250.000,00", "1.234.567.890", "1.000.000 - 2.000.000", "DKK 100 000 000",
        "NL91ABNA0417164300", "zaaknummer 2023053171", "0123456789012", "ISBN 978-90-1234-567-8", "00739962-2023",
        "artikel 2.27 lid 3", "09.00 tot 17.00 uur", "01234567 12 maanden", "gegarandeerd +5%",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(written: str) -> None:
    assert without_contacts(written, telephone=True) == written


@pytest.mark.parametrize(
    "written",
    [
        "jan.jansen@voorbeeld.example", "jan@gemeente", "jan (at) voorbeeld.example", "jan[at]voorbeeld[dot]example",
        "jan%40voorbeeld.example", "jan\uff20voorbeeld.example", '"jan jansen"@voorbeeld.example',
        "jan @ voorbeeld.example", "jan\u200b@voorbeeld.example", "jan&#64;voorbeeld.example",
        "jøran+x@voorbeeld.example",
    ],
)  # fmt: skip
@pytest.mark.parametrize("telephone", [True, False])
def test_an_address_is_removed_however_it_is_written(written: str, telephone: bool) -> None:
    assert without_contacts(f"Mail: {written}, graag", telephone=telephone) == f"Mail: {REMOVED}, graag"


@pytest.mark.parametrize("written", ["5 @ 100 euro", "lid 1 (a) en", "@gemeente", "art. 2.27 (a) Aw", "a @ b"])
def test_an_at_sign_alone_is_no_address(written: str) -> None:
    assert without_contacts(written, telephone=True) == written


def test_an_address_in_a_link_is_removed_and_the_link_stays_a_link() -> None:
    link = "https://voorbeeld.example/?mail=jan@voorbeeld.example&x=1"
    assert without_contacts(link, telephone=False) == f"https://voorbeeld.example/?mail={REMOVED}&x=1"
    assert without_contacts("tel:+31612345678", telephone=False) == REMOVED


@pytest.mark.parametrize(
    "piece", ["a", "@", "a@", "0 ", "1", "+", "(0", "06-", "tel ", "(at)", " ( ", '"@', "a.b-", "0", "00 ", "+1 "]
)
def test_the_time_it_takes_grows_with_the_text_alone(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    without_contacts(text, telephone=True)
    assert time.process_time() - started < 2
