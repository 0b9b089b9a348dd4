"""A notice that is not suspected holds nothing that looking at each of its texts would find."""

import re
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from services.ingest.formats.eforms import suspicion
from services.ingest.formats.eforms.redact import redact
from services.ingest.formats.eforms.rules import XML
from services.ingest.formats.markup.xml import parse
from tests.contacts import CONTACTS
from tests.ingest.eforms.builders import LIMITS, changed, real_files, sample

PIECES = [
    "0", "1", "12", "06", "00", "031", "+", "(", ")", "[", "]", "{", "}", "@", "\uff20", "\ufe6b", "%40", "&#64;",
    "&commat;", " ", "\u00a0", "\u2009", "\u2010", "\u2013", "-", ".", "/", ":", "\n", "at", "AT", "apenstaartje", "a",
    "x", "jan", "gemeente.nl", "tel", "Tel.", "telefoonnummer", "FAX", "gsm", "phone", "mobiel", "tel:", "sms:",
    "callto:", "é",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
PLACES = ["free", "fixed", "attribute", "attribute of a code", "tail", "unknown"]


def with_text(place: str, text: str) -> bytes:
    """A notice with this text in a place of this kind, with nothing between it and the tags around it."""
    written = escape(text)
    new = {
        "free": f"<cbc:Note>{written}</cbc:Note>",
        "fixed": f"<cbc:BuyerReferenceID>{written}</cbc:BuyerReferenceID>",
        "attribute": f"<cbc:Note languageID={quoteattr(text)}>x</cbc:Note>",
        "attribute of a code": f"<cbc:ReasonCode listName={quoteattr(text)}>x</cbc:ReasonCode>",
        "tail": f"<cbc:Note>x</cbc:Note>{written}",
        "unknown": f'<v:Iets xmlns:v="urn:voorbeeld"><v:ID>{written}</v:ID></v:Iets>',
    }[place]
    minified = re.sub(rb">\s+<", b"><", sample("call")).decode()
    at = minified.index("<cbc:Description")
    return (minified[:at] + f"<cbc:Note>1</cbc:Note>{new}<cbc:Note>2</cbc:Note>" + minified[at:]).encode()


def kept(body: bytes) -> bytes:
    return redact(parse(body, XML, limits=LIMITS), limits=LIMITS)


def kept_after_a_walk(body: bytes) -> bytes:
    """The same, with each text looked at whatever is suspected."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suspicion, "suspects", lambda *_, **__: None)
        return kept(body)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("spelling", CONTACTS)
def test_a_contact_is_found_in_every_place(place: str, spelling: str) -> None:
    body = with_text(place, f"Bel {CONTACTS[spelling]}, graag")
    assert kept(body) == kept_after_a_walk(body)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), TEXT)
def test_looking_at_every_text_finds_nothing_more(place: str, text: str) -> None:
    body = with_text(place, text)
    assert kept(body) == kept_after_a_walk(body)


@pytest.mark.parametrize("link", ["tel:x", " TEL:1", "sms:een", "callto:jan"])
def test_a_link_that_rings_somebody_is_removed_from_a_value_of_a_machine_too(link: str) -> None:
    assert kept(with_text("fixed", link)) == kept_after_a_walk(with_text("fixed", link)) != with_text("fixed", link)


@pytest.mark.parametrize("name", ["KeyContact", "ContactPerson", "Person"])
def test_people_under_names_that_eforms_does_not_have_are_emptied(name: str) -> None:
    written = f'<v:{name} xmlns:v="urn:voorbeeld"><v:Naam>Jan Jansen</v:Naam></v:{name}></cac:TenderingTerms>'
    assert b"Jan Jansen" not in kept(changed("call", ("</cac:TenderingTerms>", written)))


def test_a_prefix_that_means_something_else_here_is_not_taken_for_a_value_of_a_machine() -> None:
    written = '<cbc:ID xmlns:cbc="urn:voorbeeld">06-12345678</cbc:ID></cac:TenderingTerms>'
    assert b"12345678</cbc:ID>" not in kept(changed("call", ("</cac:TenderingTerms>", written)))


def test_looking_at_every_text_of_the_real_notices_finds_nothing_more() -> None:
    for folder in ("notices", "sdk-examples"):
        for path in real_files(folder):
            body = path.read_bytes()
            try:
                root = etree.fromstring(body)
            except etree.XMLSyntaxError:
                continue
            assert root is not None
            assert kept(body) == kept_after_a_walk(body), path
