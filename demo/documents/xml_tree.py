"""A small tree builder over lxml for documents of UBL and its eForms extensions.

Names are written as in the standard ("cbc:Name"); empty values write nothing.
"""

from __future__ import annotations

from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

_UBL: Final = "urn:oasis:names:specification:ubl:schema:xsd"
NAMESPACES: Final = {
    "cac": f"{_UBL}:CommonAggregateComponents-2",
    "cbc": f"{_UBL}:CommonBasicComponents-2",
    "ext": f"{_UBL}:CommonExtensionComponents-2",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
}
REGISTRATION: Final = "http://data.europa.eu/p27/eforms-business-registration-information-notice/1"
LANGUAGE: Final = "NLD"


def root_of(name: str) -> Element:
    """The root element of a notice, with its namespaces."""
    registration = name == "BusinessRegistrationInformationNotice"
    own = REGISTRATION if registration else f"{_UBL}:{name}-2"
    # lxml takes None for the default namespace; its types do not say so.
    spaces: dict[str, str] = {None: own, **NAMESPACES}  # type: ignore[dict-item]
    return etree.Element(f"{{{own}}}{name}", nsmap=spaces)


def node(parent: Element, *path: str) -> Element:
    """A new element at the end of `parent`, with new elements on the way to it."""
    for name in path:
        parent = etree.SubElement(parent, _tag(name))
    return parent


def leaf(parent: Element, name: str, text: str | None, **attributes: str) -> None:
    """A new element with a text; nothing when there is none."""
    if text is None or not text:
        return
    element = etree.SubElement(parent, _tag(name), attributes)
    element.text = text


def spoken(parent: Element, name: str, text: str | None) -> None:
    """A text in Dutch."""
    leaf(parent, name, text, languageID=LANGUAGE)


def extension(parent: Element) -> Element:
    """The place of eForms' own elements inside an element of UBL."""
    return node(parent, "ext:UBLExtensions", "ext:UBLExtension", "ext:ExtensionContent", "efext:EformsExtension")


def document(root: Element) -> bytes:
    """The document as bytes: the same tree always gives the same bytes."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=list(NAMESPACES))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"
