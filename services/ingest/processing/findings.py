"""What can be found about a record as a piece of a submission (ING-...): the rules with their texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from shared.procurement.finding import Finding, Severity

_LONGEST_VALUE: Final = 120


def no_right_to_send(
    buyers: str, *, parties: Sequence[str] = (), sender: str | None = None, known_at: datetime | None = None
) -> Finding:
    """ING-001: the sender is none of the buyers and holds no right to send for others.

    Args:
        buyers: identifiers of the buyers as the record states them.
        parties: those of them that stand in the register, by their keys.
        sender: key of the party that sent.
        known_at: when the registry said which mandates there are; None when it was not asked.
    """
    nl = (
        "U mag niet inzenden voor deze inkoper: uw partij wordt niet als inkoper genoemd en er is geen mandaat. "
        "Laat de inkoper een mandaat geven aan uw partij."
    )
    en = (
        "You may not send for this buyer: your party is not named as a buyer and there is no mandate. "
        "Let the buyer grant a mandate to your party."
    )
    if parties:
        nl += f" Nodig: een mandaat van {' of '.join(parties)} aan {sender} voor notice; de inkoper moet deelnemen."
        en += f" Needed: a mandate of {' or '.join(parties)} to {sender} for notice; the buyer must take part."
    elif sender is not None:
        nl += " De inkoper is bij geen partij van het register herkend; zonder dat kan geen mandaat gelden."
        en += " The buyer was recognised as no party of the register; no mandate can hold without that."
    if known_at is not None:
        nl += f" Mandaten zoals bekend op {_moment(known_at)}."
        en += f" Mandates as known at {_moment(known_at)}."
    return Finding("ING-001", Severity.ERROR, "/buyers", nl, en, buyers[:_LONGEST_VALUE] or None)


def outdated_mandates(known_at: datetime) -> Finding:
    """ING-011: the registry did not answer, and what it said before was used."""
    return Finding(
        "ING-011",
        Severity.INFO,
        "/buyers",
        f"Het register antwoordde niet; dit record is beoordeeld met de mandaten zoals bekend op {_moment(known_at)}.",
        f"The registry did not answer; this record was judged by the mandates as known at {_moment(known_at)}.",
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


def too_many_notices(most: int) -> Finding:
    """ING-003: each notice of a procedure makes it compile anew from all of them, so their number has an end."""
    return Finding(
        "ING-003",
        Severity.ERROR,
        "",
        f"Bij deze procedure staan al {most} aankondigingen; meer neemt de dataruimte van een procedure niet op. "
        "Controleer of verschillende procedures hetzelfde kenmerk (BT-04, ocid) of dezelfde verwijzingen dragen.",
        f"This procedure has {most} notices already; the data space takes in no more of one procedure. "
        "Check whether different procedures carry the same identifier (BT-04, ocid) or the same references.",
        str(most),
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


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
