"""Contacts planted in documents: each can be told from everything else, so that one look tells whether it is left."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

WORD = "qzplant"
"""Stands in every planted name and address of electronic mail, and nowhere else."""
NUMBER = "9876543"
"""Ends every planted telephone number; planted with and without separators."""

_SPACED = re.compile(r"9[\s.-]?8[\s.-]?7[\s.-]?6[\s.-]?5[\s.-]?4[\s.-]?3")
_PROSE = {
    "Description",
    "Note",
    "ProcessReason",
    "ExclusionReason",
    "TechniqueDescription",
    "TextContent",
    "Conditions",
}
_TITLES = {"Name"}
_CONTACTS = {"ElectronicMail", "Telephone", "Telefax", "FamilyName", "FirstName", "MiddleName", "JobTitle", "OtherName"}


def found_in(text: str) -> list[str]:
    """What of the planted is left in a text, with some of what stands around it."""
    if WORD not in text.lower() and not _SPACED.search(text):
        return []
    places = [match.start() for match in re.finditer(WORD, text, re.IGNORECASE)]
    places += [match.start() for match in _SPACED.finditer(text)]
    return [text[max(0, place - 60) : place + 60] for place in places]


class Planter:
    """Makes contacts, each with a number of its own."""

    def __init__(self) -> None:
        self.planted = 0

    def name(self) -> str:
        self.planted += 1
        return f"Voornaam {WORD.capitalize()}{self.planted}"

    def mail(self) -> str:
        self.planted += 1
        return f"v.{WORD}{self.planted}@voorbeeld-{WORD}.example"

    def telephone(self) -> str:
        self.planted += 1
        forms = ("+31 20 9876543", "020-9876543", "(020) 987 65 43", "0031209876543", "+31209876543", "06-19876543")
        return forms[self.planted % len(forms)]

    def sentence(self) -> str:
        return f" Vragen: mail {self.mail()} of bel {self.telephone()}."

    def in_notice(self, body: bytes) -> bytes:
        """Plant in every contact, owner and free text of an eForms notice, and in one the XML does not know."""
        root = etree.fromstring(body)
        for element in list(root.iter(etree.Element)):
            self._in_element(element)
        root.insert(0, etree.Comment(f" made by {self.name()} {self.mail()} "))
        root.append(etree.ProcessingInstruction("author", self.mail()))
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True)

    def _in_element(self, element: etree._Element) -> None:
        tag = etree.QName(element)
        parents = {etree.QName(parent).localname for parent in element.iterancestors()}
        within_contact = any(name.endswith(("Contact", "Person")) for name in parents)
        if tag.localname in _CONTACTS or (within_contact and element.text and not len(element)):
            element.text = self._contact(tag.localname)
        elif tag.localname in _PROSE:
            element.text = (element.text or "") + self.sentence()
        elif tag.localname in _TITLES and "ProcurementProject" in parents:
            element.text = (element.text or "") + f" ({self.mail()})"
        elif tag.localname == "Contact" and "UltimateBeneficialOwner" not in parents:
            for name, text in (("Name", self.name()), ("Note", self.sentence())):
                etree.SubElement(element, f"{{{_basic(element)}}}{name}").text = text
        elif tag.localname == "UltimateBeneficialOwner" and len(element) > 1:
            for name in ("FirstName", "FamilyName"):
                etree.SubElement(element, f"{{{_basic(element)}}}{name}").text = self.name()

    def _contact(self, name: str) -> str:
        if name == "ElectronicMail":
            return self.mail()
        return self.telephone() if name in ("Telephone", "Telefax") else self.name()

    def in_release(self, release: dict[str, Any]) -> dict[str, Any]:
        """Plant in every party, contact and free text of an OCDS release, and in ones the standard does not know."""
        planted: dict[str, Any] = json.loads(json.dumps(release))
        for party in planted.setdefault("parties", []):
            party["contactPoint"] = self._contact_point()
            party["additionalContactPoints"] = [self._contact_point(), self._contact_point()]
            party["beneficialOwners"] = [{"name": self.name(), "email": self.mail()}]
            party["people"] = [{"name": self.name(), "telephone": self.telephone()}]
        tender = planted.setdefault("tender", {})
        tender["contactPoint"] = self._contact_point()
        tender["enquiries"] = [{"id": "1", "author": {"name": self.name()}, "description": self.sentence()}]
        tender["juryMembers"] = [{"name": self.name()}]
        planted["unknownExtension"] = {"contact": {"email": self.mail(), "phone": self.telephone()}}
        for node in list(_objects(planted)):
            for key in ("description", "rationale", "title", "statusDetails", "reviewDetails", "note"):
                if isinstance(node.get(key), str):
                    node[key] += self.sentence()
        return planted

    def _contact_point(self) -> dict[str, str]:
        return {
            "name": self.name(),
            "email": self.mail(),
            "telephone": self.telephone(),
            "faxNumber": self.telephone(),
            "url": f"https://voorbeeld.example/medewerkers/{WORD}",
        }


def _basic(contact: etree._Element) -> str:
    """Name space of the basic components, as the notice itself uses it."""
    return contact.nsmap.get("cbc", "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2")


def _objects(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for below in list(value.values()):
            yield from _objects(below)
    elif isinstance(value, list):
        for below in value:
            yield from _objects(below)
