"""What a number may be, by how it is written: of a notice, a procedure, or whatever a sender calls it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from uuid import UUID

from services.ingest.procedures.rules.identity import reference_key
from shared.procurement.finding import Text

KnownBy: TypeAlias = Literal[
    "publication-number",
    "notice-identifier",
    "ocid",
    "procedure-identifier",
    "id",
    "idempotency-key",
    "sender-key",
    "contract-number",
]
"""As what a thing has a number. A number of TenderNed is the identifier of a notice that came from there."""

_UUID: Final = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-(\d{1,3}))?", re.IGNORECASE)
_PUBLICATION: Final = re.compile(r"0*([1-9]\d{0,7})\s*-\s*(\d{4})")
_OJS: Final = re.compile(r"(\d{4})\s*/\s*S\s*\d{1,3}\s*-\s*0*([1-9]\d{0,7})", re.IGNORECASE)
_WITHIN: Final = re.compile(r"(?:^|[/:])0*([1-9]\d{0,7}-\d{4})(?:$|[/:?#])")
"""In an address of TED, and in `TED:NOTICE:123456-2024:TEXT:NL:HTML`."""
_TENDERNED: Final = re.compile(
    r"(?:TN\s*)?(\d{4,9})|https?://(?:www\.)?tenderned\.nl/\S*?/(\d{4,9})\b\S*", re.IGNORECASE
)

FORMS: Final = Text(
    "Zo zien de nummers eruit: publicatienummer 123456-2024 of 2024/S 001-123456 (TED), 345678 (TenderNed), kenmerk van"
    " een bekendmaking 6f1c2e9a-0b7d-4c5e-9a3f-1d2e3f4a5b6c-01, ocid ocds-213czf-000-00001, kenmerk van een procedure"
    " (een UUID), en van uw eigen organisatie: een eigen sleutel, een Idempotency-Key of een contractnummer.",
    "This is how numbers look: publication number 123456-2024 or 2024/S 001-123456 (TED), 345678 (TenderNed), notice"
    " identifier 6f1c2e9a-0b7d-4c5e-9a3f-1d2e3f4a5b6c-01, ocid ocds-213czf-000-00001, procedure identifier (a UUID),"
    " and of your own body: a key of its own, an Idempotency-Key or a contract number.",
)


@dataclass(frozen=True, slots=True)
class Sought:
    """A number in every form in which it may be kept. `version` is that of a notice, when it is stated."""

    number: str
    names: tuple[str, ...]
    version: str | None = None
    uuid: UUID | None = None

    @property
    def strong_keys(self) -> list[str]:
        """As identifier of a procedure (BT-04)."""
        return [f"bt04:{(str(self.uuid) if self.uuid else self.number).lower()}"]


def sought(typed: str) -> Sought:
    """What was typed, as what it may be; never nothing: anything may be a key of a sender."""
    number = " ".join(typed.split())
    if of_uuid := _UUID.fullmatch(number):
        stated = of_uuid[2]
        version = f"{int(stated):02}" if stated else None
        return Sought(number, (reference_key(of_uuid[1]),), version, None if stated else UUID(of_uuid[1]))
    publication = _publication(number)
    if publication is not None:
        return Sought(number, (f"pub:{publication}", reference_key(number)))
    ocid = f"ocid:{number.partition('|')[0]}"
    names = [reference_key(number), ocid]
    if tenderned := _TENDERNED.fullmatch(number):
        names.append(f"notice:{tenderned[1] or tenderned[2]}")
    return Sought(number, tuple(dict.fromkeys(names)))


def _publication(number: str) -> str | None:
    if plain := _PUBLICATION.fullmatch(number):
        return f"{plain[1]}-{plain[2]}"
    if journal := _OJS.fullmatch(number):
        return f"{journal[2]}-{journal[1]}"
    within = _WITHIN.search(number)
    return within[1] if within else None
