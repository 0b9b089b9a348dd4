"""What can be found about a record as a piece of a submission (ING-...): the rules with their texts."""

from __future__ import annotations

from typing import Final

from shared.procurement.finding import Finding, Severity

_LONGEST_VALUE: Final = 120


def no_right_to_send(buyers: str) -> Finding:
    """ING-001: the sender is none of the buyers and holds no right to send for others."""
    return Finding(
        "ING-001",
        Severity.ERROR,
        "/buyers",
        "U mag niet inzenden voor deze inkoper: uw partij wordt niet als inkoper genoemd en er is geen mandaat. "
        "Laat de inkoper een mandaat geven aan uw partij.",
        "You may not send for this buyer: your party is not named as a buyer and there is no mandate. "
        "Let the buyer grant a mandate to your party.",
        buyers[:_LONGEST_VALUE] or None,
    )


def no_buyer() -> Finding:
    """ING-002: without a buyer nobody's right to send can be shown."""
    return Finding(
        "ING-002",
        Severity.ERROR,
        "/buyers",
        "Dit record noemt geen inkoper; uw partij mag alleen voor zichzelf of met mandaat inzenden.",
        "This record names no buyer; your party may send for itself or with a mandate only.",
    )


def could_not_process(location: str) -> Finding:
    """ING-900: our own fault. The record is refused so that the others can go on."""
    return Finding(
        "ING-900",
        Severity.ERROR,
        location,
        "Dit record kon door een fout bij ons niet worden verwerkt. De fout is vastgelegd; stuur het later opnieuw.",
        "This record could not be processed because of a fault of ours. It was logged; send it again later.",
    )


def rehearsal() -> Finding:
    """ING-010: sent by a sandbox client."""
    return Finding(
        "ING-010",
        Severity.INFO,
        "",
        "Ingezonden met een testclient: het record is beoordeeld en telt nergens mee.",
        "Sent with a sandbox client: the record was judged and counts nowhere.",
    )
