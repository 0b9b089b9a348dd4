"""Contacts planted in every place of a notice appear in neither the kept copy, nor the notice, nor a finding."""

import re
from collections.abc import Iterator

import pytest
from lxml import etree

from services.ingest.formats.eforms.markup.xpath import NAMESPACES
from tests.ingest.eforms.builders import changed, notice, parsed, sample

ADDRESS = "geplante.persoon@geheim.example"
NUMBER = "06-12345678"
NAME = "Geplante Persoon"
UBL_CONTACTS = ("Contact", "AccountingContact", "BuyerContact", "DeliveryContact", "SellerContact", "OriginatorContact")


def everywhere(*, attributes: bool) -> Iterator[bytes]:
    """The award sample, once for every element (or attribute) with a contact planted in it."""
    body = sample("award")
    size = sum(1 for _ in etree.fromstring(body).iter())
    for position in range(size):
        root = etree.fromstring(body)
        element = list(root.iter())[position]
        if attributes:
            element.set("name", f"bel {NUMBER} of mail {ADDRESS}")
        elif len(element):
            element[0].tail = f"bel {NUMBER} of mail {ADDRESS}"
        else:
            element.text = f"mail {ADDRESS}"
        yield etree.tostring(root)


def test_an_address_planted_in_any_element_is_gone() -> None:
    for body in everywhere(attributes=False):
        assert ADDRESS.encode() in body
        result = parsed(body)
        assert "geheim" not in result.kept.decode()
        assert NUMBER not in result.kept.decode()
        assert "geheim" not in repr(result)


def test_a_contact_planted_in_any_attribute_is_gone() -> None:
    for body in everywhere(attributes=True):
        kept = parsed(body).kept.decode()
        assert "geheim" not in kept
        assert NUMBER not in kept


def test_the_contact_points_of_organisations_touch_points_and_owners_are_emptied() -> None:
    body = sample("award")
    kept = parsed(body).kept.decode()
    for planted in (
        "Afdeling Inkoop", "+31 88 000 0000", "inkoop@voorbeeld.example", "loket@voorbeeld.example",
        "+31 88 111 1111", "eigenaar@voorbeeld.example", "Eigenaar", "Geheime Dreef", "Schuilplaats",
    ):  # fmt: skip
        assert planted.encode() in body
        assert planted not in kept


@pytest.mark.parametrize("tag", UBL_CONTACTS)
def test_a_contact_under_any_other_parent_of_ubl_is_emptied(tag: str) -> None:
    contact = f"<cac:{tag}><cbc:ID>{NAME}</cbc:ID><cbc:Name>{NAME}</cbc:Name></cac:{tag}>"
    planted = f"<cac:TenderRecipientParty>{contact}</cac:TenderRecipientParty>"
    body = changed("award", ("<cac:TenderResult>", f"{planted}<cac:TenderResult>"))
    assert NAME not in parsed(body).kept.decode()


def test_members_of_a_jury_lose_their_names_also_in_running_text() -> None:
    person = (
        "<cac:TenderingTerms><cac:AwardingTerms><cac:TechnicalCommitteePerson><cbc:FirstName>Geplante</cbc:FirstName>"
        "<cbc:FamilyName>Persoon</cbc:FamilyName></cac:TechnicalCommitteePerson></cac:AwardingTerms></cac:TenderingTerms>"
    )
    body = changed(
        "award",
        ("<cac:TenderResult>", f"{person}<cac:TenderResult>"),
        ("Een verzonnen opdracht.", f"Voorzitter is {NAME}."),
    )
    kept = parsed(body).kept.decode()
    assert "Persoon" not in kept
    assert "Voorzitter is [verwijderd]." in kept


def test_a_natural_person_loses_name_address_and_citizen_number_everywhere() -> None:
    body = sample("award")
    kept = parsed(body).kept.decode()
    for planted in ("Fantasma", "123456782"):
        assert planted.encode() in body
        assert planted not in kept
    person = next(organisation for organisation in notice(body).organisations if organisation.natural_person)
    assert (person.name, person.identifiers, person.country) == (None, (), "NLD")


def test_a_natural_person_keeps_a_number_of_the_trade_register() -> None:
    body = changed("award", (">123456782<", ">23456789<"))
    person = next(organisation for organisation in notice(body).organisations if organisation.natural_person)
    assert person.identifiers == (("kvk", "23456789"),)


def test_texts_of_the_notice_come_from_the_redacted_tree() -> None:
    body = changed(
        "call",
        ("Voertuigen voor de buitendienst</", f"Voertuigen, bel {NUMBER} of {ADDRESS}</"),
        ("Uitvoering met elektrisch materieel", f"Vragen aan {ADDRESS} of (020) 123 45 67"),
    )
    read = notice(body)
    assert read.title == "Voertuigen, bel [verwijderd] of [verwijderd]"
    assert read.lots[1].texts[-1].text == "Vragen aan [verwijderd] of [verwijderd]"


def test_comments_and_processing_instructions_are_dropped() -> None:
    body = changed("call", ("<cbc:UBLVersionID>", f"<!-- {ADDRESS} {NAME} --><?mail {ADDRESS}?><cbc:UBLVersionID>"))
    kept = parsed(body).kept.decode()
    assert "<!--" not in kept
    assert "<?mail" not in kept
    assert NAME not in kept


def test_the_layout_of_a_notice_is_not_kept() -> None:
    body = sample("award")
    assert b">\n  <" in body
    other = re.sub(rb">\s+<", b">\n\n\t<", body)
    assert parsed(body) == parsed(other)
    assert b"\n" not in parsed(body).kept.split(b"?>\n", 1)[1]


def test_an_address_split_by_a_comment_is_found() -> None:
    body = changed("call", ("Een verzonnen opdracht.", "geplante.persoon<!-- -->@geheim<!-- -->.example"))
    assert "geheim" not in parsed(body).kept.decode()


def test_an_address_in_the_name_of_a_namespace_is_found() -> None:
    body = changed("call", ("<cbc:UBLVersionID>", f'<x:extra xmlns:x="mailto:{ADDRESS}"/><cbc:UBLVersionID>'))
    assert "geheim" not in parsed(body).kept.decode()


def test_attachments_are_emptied() -> None:
    attached = "<cbc:EmbeddedDocumentBinaryObject>R2VwbGFudGUgUGVyc29vbg==</cbc:EmbeddedDocumentBinaryObject>"
    body = changed("award", ("<cac:TenderResult>", f"<cac:Attachment>{attached}</cac:Attachment><cac:TenderResult>"))
    assert "R2VwbGFudGU" not in parsed(body).kept.decode()


def test_the_structure_stays_so_that_places_hold() -> None:
    for name in ("call", "award", "withheld", "old_paths"):
        body = sample(name)
        before = [element.tag for element in etree.fromstring(body).iter()]
        assert [element.tag for element in etree.fromstring(parsed(body).kept).iter()] == before


def test_identifiers_amounts_dates_and_codes_are_left_alone() -> None:
    def fixed(body: bytes) -> list[str]:
        pattern = re.compile(r"(ID|Code|Amount|Date|Numeric|Time)$")
        root = etree.fromstring(body)
        hidden = (
            "ancestor-or-self::efac:UltimateBeneficialOwner|ancestor::efac:Organization[efbc:NaturalPersonIndicator]"
        )
        return [
            element.text or ""
            for element in root.iter()
            if pattern.search(element.tag) and not element.xpath(hidden, namespaces=NAMESPACES)
        ]

    for name in ("call", "award", "withheld", "old_paths"):
        assert fixed(parsed(sample(name)).kept) == fixed(sample(name))
