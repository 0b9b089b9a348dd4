"""Whether a document as a whole may hold a contact: a quick look, because looking at each of its texts costs most.

It suspects more than there is, never less: a document without any of these signs, as JSON or XML, has no text that the
rule for contacts would change (`shared.procurement.contacts`), telephone numbers of Dutch form apart. The patterns run
on Pydantic's engine, that of Rust: it looks for many words at once, in time that grows with the text alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pydantic_core import SchemaValidator, core_schema

_BLANK: Final = r"(?:\s|\\u?[0-9a-z]{1,4}|&#\w{1,4};|[^\x00-\x7f])"
_GAP: Final = r"[ ./()\x{a0}\x{2009}\x{202f}\x{2010}-\x{2015}-]{0,3}"


def sign(pattern: str) -> Callable[[str], bool]:
    """Tell whether a text holds what a pattern of Rust says."""
    return SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex")).isinstance_python


_LABEL: Final = r"[^\s.(\[]{1,63}"
_WORD: Final = r"(?i:tel(?:efoon|efax)?|fax|phone|mobiel|mobile|mob|gsm)(?i:nummer|nr)?"
# One by one: the engine is much faster with few beginnings.
_CONTACTS: Final = (
    sign(r"@|\x{ff20}|\x{fe6b}|%40|#64;|#[xX]40;"),
    sign(r"commat;"),
    sign(rf"[(\[{{]{_BLANK}?(?i:at|apenstaartje|a){_BLANK}?[)\]}}]{_BLANK}?{_LABEL}{_BLANK}?[.(\[]"),
    sign(rf"{_WORD}(?:[.:]|{_BLANK}){{0,4}}[+(]{{0,3}}\d"),
)


def may_hold_contact(document: str) -> bool:
    """Whether a text of a document may hold an e-mail address, or a number behind a word such as "tel."."""
    return any(held(document) for held in _CONTACTS)


may_hold_number_from_abroad: Final = sign(rf"\+[+(]{{0,2}}\d(?:{_GAP}\d){{7}}")
"""Whether a text of a document may hold a telephone number that begins with a plus."""
