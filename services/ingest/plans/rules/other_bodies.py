"""Other bodies that a record names by a number."""

from __future__ import annotations

from services.ingest.register.rules import Party, Register
from shared.procurement.buyer_keys import key_of_number
from shared.procurement.misread import Misread
from shared.procurement.notice import Organisation


def number_of_body(stated: str) -> str | None:
    """The number as it is compared, with its scheme; None when it is none, as after an erasure."""
    try:
        return ":".join(key_of_number(stated))
    except Misread:
        return None


def party_of(stated: str, register: Register) -> Party | None:
    """The party of the register with this number."""
    try:
        return register.match(Organisation("participant", None, (key_of_number(stated),)))
    except Misread:
        return None
