"""Why a text is no well-formed XML, in Dutch and English. The words of libxml2 may quote it and are not repeated."""

from collections.abc import Mapping
from typing import Final

from lxml.etree import ErrorTypes, XMLSyntaxError

from shared.procurement.finding import Text

BAD_ENCODING: Final = Text("de tekens zijn niet te lezen in de genoemde codering", "the encoding it names is not read")
_OTHER: Final = Text("hier klopt de opmaak niet", "the markup is not right here")
_NAME: Final = Text("hier hoort een naam; een & in tekst wordt &amp;", "a name is expected here; & in text is &amp;")
_QUOTES: Final = Text(
    "de waarde van een attribuut staat niet tussen aanhalingstekens", "the value of an attribute is not within quotes"
)
_NOT_ENDED: Final = Text("hier is iets niet afgesloten", "something is not closed here")

_CAUSES: Final[Mapping[int, Text]] = {
    ErrorTypes.ERR_TAG_NAME_MISMATCH: Text(
        "het sluitende element hoort niet bij het openende", "the closing element does not match the opening one"
    ),
    ErrorTypes.ERR_TAG_NOT_FINISHED: Text("het einde ontbreekt", "the end is missing"),
    ErrorTypes.ERR_DOCUMENT_EMPTY: Text("het begint niet met een element", "it does not begin with an element"),
    ErrorTypes.ERR_DOCUMENT_END: Text(
        "na het buitenste element staat nog iets", "something follows the outermost element"
    ),
    ErrorTypes.ERR_ATTRIBUTE_REDEFINED: Text("een attribuut staat er twee keer", "an attribute stands here twice"),
    ErrorTypes.ERR_ATTRIBUTE_WITHOUT_VALUE: Text("een attribuut heeft geen waarde", "an attribute has no value"),
    ErrorTypes.ERR_ATTRIBUTE_NOT_STARTED: _QUOTES,
    ErrorTypes.ERR_ATTRIBUTE_NOT_FINISHED: _QUOTES,
    ErrorTypes.ERR_LT_IN_ATTRIBUTE: Text("een < in een attribuut wordt &lt;", "a < within an attribute is to be &lt;"),
    ErrorTypes.ERR_UNDECLARED_ENTITY: Text("deze entiteit bestaat niet", "this entity does not exist"),
    ErrorTypes.ERR_ENTITYREF_SEMICOL_MISSING: Text(
        "achter een entiteit ontbreekt de puntkomma", "the semicolon behind an entity is missing"
    ),
    ErrorTypes.ERR_INVALID_CHAR: Text("dit teken mag niet in XML", "this character may not stand in XML"),
    ErrorTypes.ERR_INVALID_ENCODING: BAD_ENCODING,
    ErrorTypes.ERR_UNSUPPORTED_ENCODING: BAD_ENCODING,
    ErrorTypes.ERR_GT_REQUIRED: Text("hier hoort een >", "a > is expected here"),
    ErrorTypes.ERR_SPACE_REQUIRED: Text("hier hoort een spatie", "a blank is expected here"),
    ErrorTypes.ERR_NAME_REQUIRED: _NAME,
    ErrorTypes.ERR_COMMENT_NOT_FINISHED: _NOT_ENDED,
    ErrorTypes.ERR_CDATA_NOT_FINISHED: _NOT_ENDED,
    ErrorTypes.ERR_PI_NOT_FINISHED: _NOT_ENDED,
    ErrorTypes.ERR_XMLDECL_NOT_FINISHED: _NOT_ENDED,
    ErrorTypes.ERR_RESERVED_XML_NAME: Text(
        "de XML-declaratie staat niet helemaal vooraan", "the XML declaration is not the very first"
    ),
    ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE: Text("dit voorvoegsel is niet gedeclareerd", "this prefix is not declared"),
}


def cause_of(error: XMLSyntaxError) -> Text:
    """What is wrong at the place of this error."""
    return _CAUSES.get(error.code, _OTHER)  # type: ignore[attr-defined]  # the stubs lack it
