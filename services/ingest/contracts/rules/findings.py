"""What can be found about a contract or a report beside what else was sent of the same contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from services.ingest.contracts.rules.compile import contract_of, observed_in
from services.ingest.contracts.rules.observed import Observed
from services.ingest.data_contracts.contract import Commitment
from services.ingest.data_contracts.units import PERCENT, fits
from services.ingest.own_records.rules.versions import NewOwnRecord, Ruling
from services.ingest.register.rules import Register
from shared.procurement.finding import Finding, Rule, Severity, Text
from shared.procurement.notice import Organisation
from shared.procurement.own_record import OwnRecord, RecordKind

UNKNOWN_CONTRACT: Final = Rule(
    "PER-020",
    Severity.WARNING,
    "Dit contract is nog niet bekend. De rapportage is bewaard en telt mee zodra het contract er is.",
    "This contract is not known yet. The report is kept, and counts as soon as the contract is there.",
    Text("Stuur het contract, of controleer de sleutel.", "Send the contract, or check its key."),
)
UNKNOWN_COMMITMENT: Final = Rule(
    "PER-021",
    Severity.WARNING,
    "Het contract kent deze afspraak niet; bekend zijn: {known}.",
    "The contract does not know this commitment; known are: {known}.",
    Text("Controleer de sleutel van de afspraak.", "Check the key of the commitment."),
)
OTHER_READING: Final = Rule(
    "PER-022",
    Severity.WARNING,
    "Eerdere metingen van {about} zijn {before}, deze is {now}: samen laten zij niets zien.",
    "Earlier observations of {about} are {before}, this one is {now}: together they show nothing.",
    Text("Houd per afspraak een reading aan.", "Keep to one reading per commitment."),
)
OTHER_UNIT: Final = Rule(
    "PER-023",
    Severity.WARNING,
    "Deze eenheid past niet bij die van de afspraak ({unit}): de meting laat niet zien of zij is nagekomen.",
    "This unit does not fit that of the commitment ({unit}): the observation does not show whether it was met.",
    Text("Meld de meting in de eenheid van de afspraak.", "Report it in the unit of the commitment."),
)
OTHER_VALUE: Final = Rule(
    "PER-024",
    Severity.WARNING,
    "Rapportage {other} zegt over dezelfde periode iets anders en is even goed gecontroleerd: geen van beide telt.",
    "Report {other} says something else of the same period and was checked as well: neither counts.",
    Text("Corrigeer een van beide met een hogere versie.", "Correct one of them with a higher version."),
)


NOT_THE_SUPPLIER: Final = Rule(
    "PER-025",
    Severity.ERROR,
    "Van deze organisatie is geen contract met deze sleutel bekend waarin u de leverancier bent.",
    "Of this body no contract by this key is known in which you are the supplier.",
    Text(
        "Controleer de sleutel (GET /v1/contracts), en of het contract uw nummer uit het register noemt.",
        "Check the key (GET /v1/contracts), and whether the contract names your number of the register.",
    ),
)


def beside(new: OwnRecord, rulings: Sequence[Ruling]) -> Iterator[Finding]:
    """What the sender of a report should know of the contract and of the other reports on it."""
    if new.kind is not RecordKind.PERFORMANCE_REPORT:
        return
    statement = contract_of(rulings)
    if statement is None:
        yield UNKNOWN_CONTRACT.at("/contract", str(new.content["contract"]))
        return
    promised = {each.key: each for each in statement[1].commitments or ()}
    observed = observed_in(rulings, statement[1].commitments or ())
    for each in observed:
        if each.report == new.key:
            yield from _about(each, observed, promised)


def of_supplier(new: NewOwnRecord, rulings: Sequence[Ruling], register: Register) -> Finding | None:
    """Why a supplier may not report on this: it is not the supplier of such a contract. Whose it is stays unsaid.

    The supplier is told by its numbers in the register; who succeeded it speaks for it.
    """
    statement = contract_of(rulings)
    supplier = None if statement is None else statement[1].supplier
    party = None
    if supplier is not None:
        number = supplier.scheme.removeprefix("NL-").lower(), supplier.compared
        party = register.match(Organisation("", None, (number,)))
    if party is not None and new.sender in register.line(party.key):
        return None
    return NOT_THE_SUPPLIER.at("/contract", str(new.record.content["contract"]))


def _about(each: Observed, observed: Sequence[Observed], promised: Mapping[str, Commitment]) -> Iterator[Finding]:
    place, stated = f"/observations/{each.place}", each.stated
    others = [
        observation for observation in observed if observation.about == each.about and observation.report != each.report
    ]
    commitment = promised.get(stated.commitment or "")
    if stated.commitment is not None and commitment is None:
        yield UNKNOWN_COMMITMENT.at(f"{place}/commitment", stated.commitment, known=", ".join(promised) or "-")
    if commitment is not None and commitment.unit is not None and not _fits(each, commitment.unit):
        yield OTHER_UNIT.at(f"{place}/unit", stated.unit, unit=commitment.unit)
    readings = {observation.stated.reading.value for observation in others} - {stated.reading.value}
    if readings:
        words = {"about": each.about[1], "before": ", ".join(sorted(readings)), "now": stated.reading.value}
        yield OTHER_READING.at(f"{place}/reading", stated.reading.value, **words)
    same = [observation for observation in others if observation.stated.period == stated.period]
    if any(observation.conflicting for observation in (each, *same)):
        other = next(
            (observation.report for observation in same if observation.stated.realised != stated.realised), None
        )
        if other is not None:
            yield OTHER_VALUE.at(f"{place}/realised", str(stated.realised), other=other)


def _fits(each: Observed, unit: str) -> bool:
    return fits(each.stated.unit, unit) or (unit == PERCENT and each.stated.total is not None)
