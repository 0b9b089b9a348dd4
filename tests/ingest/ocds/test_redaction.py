"""Nothing personal survives: contacts are planted in every place a release has, and looked for in all that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import orjson
import pytest

from services.ingest.formats.ocds.reader import read_line
from services.ingest.formats.parsed import Parsed
from tests.ingest.ocds.builders import Release, release

PERSON = "Janneke Verzonnen-Bakker"
EMAIL = "j.verzonnen@voorbeeldgemeente.example"
PHONES = ["+31 6 12345678", "06-12345678", "(070) 123 45 67", "0031612345678", "+31 (0)70 1234567", "070 123 4567"]
CONTACT = {
    "name": PERSON,
    "email": EMAIL,
    "telephone": PHONES[0],
    "faxNumber": PHONES[2],
    "url": "https://p.example/jv",
}


def read(made: Release) -> Parsed:
    return read_line(orjson.dumps(made), place="line 1")


def content(parsed: Parsed) -> Mapping[str, Any]:
    assert parsed.release is not None
    return parsed.release.content


def everything_in(parsed: Parsed) -> str:
    assert parsed.notice is not None
    kept = [parsed.kept.decode(), str(asdict(parsed.notice)), str(parsed.findings), str(content(parsed))]
    return "\n".join(kept)


def planted(made: Release) -> Release:
    """Plant a contact at every organisation and in every free text of a release."""
    made["parties"].append(
        {
            "id": "TPO-0001",
            "name": "Voorbeeldgemeente, bureau inkoop",
            "roles": ["processContactPoint"],
            "contactPoint": CONTACT,
        }
    )
    for party in made["parties"]:
        party["contactPoint"] = CONTACT
        party["additionalContactPoints"] = [CONTACT]
        party["beneficialOwners"] = [{"id": "UBO-1", "name": PERSON, "nationalities": ["NL"], "email": EMAIL}]
        party["persons"] = [{"name": PERSON, "jobTitle": "inkoper"}]
        party["shareholders"] = [{"shareholder": {"name": PERSON}}]
        party["name"] += f" {EMAIL}"
        party["address"] = {**party.get("address", {}), "streetAddress": f"Raadhuisplein 1, tel. {PHONES[1]}"}
    made["buyer"]["contactPoint"] = CONTACT
    made["awards"][0]["suppliers"][0]["contactPoint"] = CONTACT
    made["bids"]["details"][0]["tenderers"][0]["contactPoint"] = CONTACT
    text = f"Vragen aan {PERSON}, {EMAIL} of {PHONES[3]}."
    tender = made["tender"]
    tender["procuringEntity"] = {"id": "ORG-0001", "contactPoint": CONTACT}
    tender["documents"] = [{"id": "1", "author": PERSON, "description": text, "url": f"mailto:{EMAIL}"}]
    tender["enquiries"] = [{"id": "1", "author": {"id": "A", "name": PERSON}, "description": text, "answer": text}]
    tender["lots"][0]["designContest"] = {"juryMembers": [{"name": PERSON}]}
    for node in (made, tender, tender["lots"][0], made["awards"][0], made["contracts"][0]):
        for key in ("title", "description", "rationale", "statusDetails"):
            node[key] = text
    tender["submissionMethodDetails"] = text
    tender["awardCriteriaDetails"] = text
    tender["lots"][0]["awardCriteria"]["criteria"][1].update(name=text, description=text)
    tender["lots"][0]["contractTerms"] = {"performanceTerms": text}
    tender["coveredBy"] = [text]
    made["planning"] = {"rationale": text, "milestones": [{"id": "1", "description": text}]}
    made["extraVeld"] = {"vrij": [text, {EMAIL: text}]}
    return made


def test_nothing_planted_survives_in_what_is_kept_nor_in_the_notice_nor_in_findings() -> None:
    parsed = read(planted(release()))
    kept = everything_in(parsed)
    for secret in (PERSON, EMAIL, "@", "12345678", "123 45 67", "p.example/jv"):
        assert secret not in kept
    assert "[verwijderd]" in kept


@pytest.mark.parametrize("phone", PHONES)
def test_a_telephone_number_in_a_text_gives_way(phone: str) -> None:
    made = release()
    made["tender"]["description"] = f"Bel {phone} voor vragen."
    assert content(read(made))["tender"]["description"] == "Bel [verwijderd] voor vragen."


@pytest.mark.parametrize(
    "text",
    [
        "Inschrijven voor 01-04-2025 09:00 uur.",
        "Raming 1.200.000 euro, lot 0001, CPV 09310000.",
        "Zaaknummer 2024/0012345678 en besluit 32014L0024.",
        "De looptijd is 24 maanden + 2 x 12 maanden optie.",
        "OIN 00000099000000001000",
        "Vijf stuks @ 10 euro",
    ],
)
def test_numbers_that_are_no_telephone_stay(text: str) -> None:
    made = release()
    made["tender"]["description"] = text
    assert content(read(made))["tender"]["description"] == text


def test_an_email_address_written_in_escapes_gives_way() -> None:
    body = orjson.dumps(release()).replace(b"Dagelijkse", b"jan\\u0040voorbeeld.example")
    parsed = read_line(body, place="")
    assert b"voorbeeld.example" not in parsed.kept


def test_a_short_email_address_gives_way_too() -> None:
    made = release()
    made["tender"]["description"] = "a@b.nl"
    assert content(read(made))["tender"]["description"] == "[verwijderd]"


def test_a_contact_point_named_after_its_organisation_does_not_take_the_name_of_the_organisation() -> None:
    made = release()
    made["parties"][0]["contactPoint"] = {"name": "Voorbeeldgemeente Westerdam"}
    parsed = read(made)
    assert parsed.notice is not None
    assert parsed.notice.buyers[0].organisation.name == "Voorbeeldgemeente Westerdam"


def sole_trader() -> Release:
    made = release()
    trader: dict[str, Any] = made["parties"][1]
    trader.update(
        name=PERSON,
        details={"scale": "selfEmployed", "url": "https://janneke.example"},
        identifier={"scheme": "NL-KVK", "id": "99000002", "legalName": PERSON},
        additionalIdentifiers=[{"scheme": "NL-RSIN", "id": "990000011"}, {"scheme": "NL-BTW", "id": "NL990000011B01"}],
        address={"streetAddress": "Thuisstraat 12", "postalCode": "1234 AB", "country": "NLD"},
    )
    made["awards"][0]["suppliers"] = [{"id": "ORG-0002", "name": PERSON}]
    made["awards"][0]["title"] = f"Gunning aan {PERSON}"
    return made


def test_of_a_sole_trader_only_the_trade_register_number_and_the_country_stay() -> None:
    parsed = read(sole_trader())
    kept = everything_in(parsed)
    for secret in (PERSON, "Thuisstraat", "990000011", "janneke.example"):
        assert secret not in kept
    assert parsed.notice is not None
    winner = parsed.notice.organisations[0]
    assert winner.natural_person
    assert winner.identifiers == (("kvk", "99000002"),)
    assert winner.country == "NLD"
    assert content(parsed)["awards"][0]["title"] == "Gunning aan [verwijderd]"


def test_the_kept_copy_is_the_redacted_release_and_reads_the_same_again() -> None:
    parsed = read(planted(release()))
    assert orjson.loads(parsed.kept) == content(parsed)
    again = read_line(parsed.kept, place="line 1")
    assert again.kept == parsed.kept
    assert again.notice == parsed.notice


def test_places_lead_into_the_kept_copy() -> None:
    parsed = read(planted(release()))
    assert parsed.notice is not None
    for code in parsed.notice.lots[0].codes:
        node: Any = content(parsed)
        for step in code.place.split("/")[1:]:
            node = node[int(step)] if isinstance(node, list) else node[step]
        assert orjson.dumps(node).decode().strip('"') == code.code


def test_a_refused_release_is_kept_without_personal_data() -> None:
    made = planted(release())
    del made["ocid"]
    parsed = read(made)
    assert parsed.notice is None
    assert [finding.rule for finding in parsed.findings] == ["OC-001"]
    assert EMAIL.encode() not in parsed.kept
    assert PERSON.encode() not in parsed.kept


def test_text_that_is_no_json_is_not_repeated_in_the_finding() -> None:
    parsed = read_line(f'{{"email": "{EMAIL}" '.encode(), place="line 3")
    assert parsed.kept == b""
    assert EMAIL not in str(parsed)
