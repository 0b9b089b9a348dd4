"""What can be found about a record as a piece of a submission (ING-...)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from shared.procurement.finding import Finding, Rule, Severity, Text

NO_RIGHT_TO_SEND: Final = Rule(
    "ING-001",
    Severity.ERROR,
    "U mag niet inzenden voor deze inkoper: uw partij wordt niet als inkoper genoemd en er is geen mandaat.{needed}",
    "You may not send for this buyer: your party is not named as a buyer and there is no mandate.{needed}",
    Text("Laat de inkoper een mandaat geven aan uw partij.", "Let the buyer grant a mandate to your party."),
)
NO_BUYER: Final = Rule(
    "ING-002",
    Severity.ERROR,
    "Dit record noemt geen inkoper; uw partij mag alleen voor zichzelf of met mandaat inzenden.",
    "This record names no buyer; your party may send for itself or with a mandate only.",
    Text("Noem de inkoper met zijn kenmerk.", "Name the buyer with its identifier."),
)
TOO_MANY_NOTICES: Final = Rule(
    "ING-003",
    Severity.ERROR,
    "Bij deze procedure staan al {most} aankondigingen; meer neemt de dataruimte van een procedure niet op.",
    "This procedure has {most} notices already; the data space takes in no more of one procedure.",
    Text(
        "Controleer of verschillende procedures hetzelfde kenmerk (BT-04, ocid) of dezelfde verwijzingen dragen.",
        "Check whether different procedures carry the same identifier (BT-04, ocid) or the same references.",
    ),
)
"""Each notice of a procedure makes it compile anew from all of them, so their number has an end."""
REHEARSAL: Final = Rule(
    "ING-010",
    Severity.INFO,
    "Ingezonden met een testclient: het record is beoordeeld en telt nergens mee.",
    "Sent with a sandbox client: the record was judged and counts nowhere.",
)
OUTDATED_MANDATES: Final = Rule(
    "ING-011",
    Severity.INFO,
    "Het register antwoordde niet; dit record is beoordeeld met de mandaten zoals bekend op {known_at}.",
    "The registry did not answer; this record was judged by the mandates as known at {known_at}.",
)
TOLD: Final = Rule(
    "ING-012",
    Severity.WARNING,
    "Deze kennisgeving noemt {lead} als leidende inkoper. Zonder haar mandaat geldt zij als van een ander vernomen: "
    "onder wat die organisatie zelf zegt, en deze kan bezwaar maken.",
    "This notice names {lead} as the lead buyer. Without its mandate it counts as told by another: it ranks below what "
    "that body says itself, and that body may object.",
    Text(
        "Vraag de leidende inkoper om een mandaat, of om dezelfde kennisgeving zelf in te zenden: dat bevestigt haar.",
        "Ask the lead buyer for a mandate, or to send the same notice itself: that confirms it.",
    ),
)
KEPT_APART: Final = Rule(
    "ING-013",
    Severity.WARNING,
    "Andere organisaties zonden kennisgevingen met dezelfde kenmerken (procedure {others}); u spreekt daar niet voor, "
    "dus deze staat apart.",
    "Other bodies sent notices with the same identifiers (procedure {others}); you do not speak for those, so this one "
    "stands apart.",
    Text(
        "Gebruik eigen kenmerken (BT-04, ocid, tender.id, kennisgevingsnummer). Is het dezelfde aanbesteding, laat de "
        "andere organisatie u een mandaat geven of als inkoper noemen.",
        "Use identifiers of your own (BT-04, ocid, tender.id, notice id). If it is the same procurement, let the other "
        "body give you a mandate or name you as a buyer.",
    ),
)
ONLY_REPORTS: Final = Rule(
    "ING-015",
    Severity.ERROR,
    "Als leverancier zendt u alleen rapportages (ppds-performance-report) in over contracten waarin u de leverancier "
    "bent.",
    "As a supplier you send only reports on contracts in which you are the supplier (ppds-performance-report).",
    Text("Laat dit record weg; de organisatie zelf zendt het in.", "Leave this record out; the body itself sends it."),
)
ONLY_DECLARED: Final = Rule(
    "ING-016",
    Severity.ERROR,
    "Een leverancier verklaart zelf: hier hoort {expected}. Wie controleert, zendt dat zelf in.",
    "A supplier declares: {expected} is expected here. Who verifies, sends that itself.",
    Text("Zet source op supplier en verification op declared.", "Set source to supplier and verification to declared."),
)
WAITING: Final = Rule(
    "ING-014",
    Severity.INFO,
    "Van deze aanbesteding is nog geen aankondiging bekend waarvan u penvoerder bent; de aanvulling is bewaard en telt "
    "zodra die er is.",
    "No notice of this procedure is known yet of which you are the lead buyer; the supplement is kept and counts as "
    "soon as there is one.",
    Text("Controleer de kenmerken onder procurement.", "Check the identifiers under procurement."),
)
RECORD_FAILED: Final = Rule(
    "ING-900",
    Severity.ERROR,
    "Dit record kon door een fout bij ons niet worden verwerkt. De fout is vastgelegd.",
    "This record could not be processed because of a fault of ours. It was logged.",
    Text("Stuur het later opnieuw.", "Send it again later."),
)
"""The record is refused so that the others can go on."""
SUBMISSION_FAILED: Final = Rule(
    "could-not-process",
    Severity.ERROR,
    "Deze aanlevering kon door een fout bij ons niet worden verwerkt. Zij wordt ten hoogste zeven dagen bewaard.",
    "This submission could not be processed because of a fault of ours. It is kept for seven days at most.",
    Text("Stuur haar later opnieuw.", "Send it again later."),
)
_NOTHING: Final = Text("", "")


def no_right_to_send(
    buyers: str,
    alike: Text = _NOTHING,
    *,
    kind: str,
    place: str = "/buyers",
    parties: Sequence[str] = (),
    sender: str | None = None,
    known_at: datetime | None = None,
) -> Finding:
    """The sender is none of the buyers and holds no right to send for others.

    Args:
        buyers: identifiers of the buyers as the record states them.
        alike: a sentence on which buyer may have been meant.
        kind: what kind of data it is, as mandates name it.
        place: where the record states them.
        parties: those of them that stand in the register, by their keys.
        sender: key of the party that sent.
        known_at: when the registry said which mandates there are; None when it was not asked.
    """
    needed = _NOTHING
    if parties:
        needed = Text(
            f" Nodig: een mandaat van {' of '.join(parties)} aan {sender} voor {kind}; de inkoper moet deelnemen.",
            f" Needed: a mandate of {' or '.join(parties)} to {sender} for {kind}; the buyer must take part.",
        )
    elif sender is not None:
        needed = Text(
            f" {alike.nl}De inkoper is bij geen partij van het register herkend; zonder dat kan geen mandaat gelden.",
            f" {alike.en}The buyer was recognised as no party of the register; no mandate can hold without that.",
        )
    if known_at is not None:
        known = moment(known_at)
        needed = Text(f"{needed.nl} Mandaten zoals bekend op {known}.", f"{needed.en} Mandates as known at {known}.")
    return NO_RIGHT_TO_SEND.at(place, buyers or None, needed=needed)


def moment(at: datetime) -> str:
    """A moment as findings write it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
