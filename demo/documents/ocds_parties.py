"""Who stands in an OCDS release of the year: buyers and suppliers, and the people whom a careless system names."""

from __future__ import annotations

from collections.abc import Iterable

from demo.documents.statements import BuyerStatement, NoticeStatement
from demo.market.firms import Firm

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def parties_of(notice: NoticeStatement) -> Iterable[Json]:
    """Buyers, then the firms of all tenders, each once."""
    for buyer in notice.buyers:
        scheme = "NL-OIN" if buyer.body is not None and buyer.identifier == buyer.body.oin else "NL-KVK"
        roles: list[Json] = ["buyer"]
        if buyer.lead:
            roles.append("leadBuyer")
        yield {
            "id": body_id(buyer),
            "name": buyer.name,
            "roles": roles,
            "identifier": {"scheme": scheme, "id": buyer.identifier, "legalName": buyer.name},
            "address": {"locality": buyer.town, "countryName": "NLD"},
            "details": {"classifications": [{"scheme": "eu-buyer-legal-type", "id": buyer.legal_type}]},
            **_contact(notice),
        }
    seen: set[Firm] = set()
    for tender in notice.tenders:
        for firm in tender.firms:
            if firm not in seen:
                seen.add(firm)
                yield _firm(firm, notice)


def _firm(firm: Firm, notice: NoticeStatement) -> Json:
    details: dict[str, Json] = {}
    if firm.person:
        details["scale"] = "selfEmployed"
    elif firm.size is not None:
        details["scale"] = firm.size
    people: dict[str, Json] = {}
    if notice.owner is not None and not firm.person:
        people["beneficialOwners"] = [{"id": "1", "name": notice.owner.name, "email": notice.owner.email}]
    return {
        "id": firm_id(firm),
        "name": firm.name,
        "roles": ["supplier", "tenderer"],
        "identifier": {"scheme": "NL-KVK", "id": firm.kvk},
        "details": details,
        **people,
        **_contact(notice),
    }


def _contact(notice: NoticeStatement) -> dict[str, Json]:
    if notice.contact is None:
        return {}
    person = notice.contact
    return {
        "contactPoint": {
            "name": person.name,
            "email": person.email,
            "telephone": person.telephone,
            "faxNumber": person.telephone,
        }
    }


def body_id(buyer: BuyerStatement) -> str:
    """The id of a buyer in its release."""
    return f"NL-DEMO-{buyer.identifier}"


def firm_id(firm: Firm) -> str:
    """The id of a firm in a release."""
    return f"NL-KVK-{firm.kvk}"
