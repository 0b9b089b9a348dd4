"""What can be found about a version of a record beside others of the same record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from services.ingest.own_records.rules.versions import NewOwnRecord, Version
from shared.procurement.finding import Finding, Rule, Severity, Text
from shared.procurement.own_record import RecordState

CONFLICTING: Final = Rule(
    "REC-020",
    Severity.WARNING,
    "Van deze sleutel staat er al een versie {version} met een andere inhoud. Beide zijn bewaard; waar zij verschillen "
    "telt geen van beide.",
    "Of this key there is a version {version} with other content already. Both are kept; where they differ neither "
    "counts.",
    Text("Stuur een hogere versie.", "Send a higher version."),
)
OLDER: Final = Rule(
    "REC-021",
    Severity.INFO,
    "Van deze sleutel geldt al versie {version}; deze oudere is bewaard en verandert niets.",
    "Of this key version {version} rules already; this older one is kept and changes nothing.",
)
FUTURE: Final = Rule(
    "REC-022",
    Severity.ERROR,
    "Dit is nog niet gebeurd: het is ontvangen op {received_on}.",
    "This has not happened yet: it was received on {received_on}.",
    Text("Controleer de datum, of stuur het wanneer het voorbij is.", "Check the day, or send it when it has passed."),
)


OF_ANOTHER_SENDER: Final = Rule(
    "REC-023",
    Severity.ERROR,
    "Onder deze sleutel zond een ander in; een leverancier corrigeert alleen wat hij zelf inzond.",
    "Somebody else sent under this key; a supplier corrects only what it sent itself.",
    Text("Neem een eigen sleutel.", "Take a key of your own."),
)


def beside(new: NewOwnRecord, versions: Iterable[Version]) -> Iterator[Finding]:
    """What its sender should know of the versions that were there."""
    record = new.record
    same = [each for each in versions if (each.kind, each.key) == (record.kind, record.key)]
    if any(each.number == record.version and each.digest != new.digest for each in same):
        yield CONFLICTING.at("/senderVersion", str(record.version), version=record.version)
    newer = max((each.number for each in same if each.state is not RecordState.DRAFT), default=0)
    if newer > record.version:
        yield OLDER.at("/senderVersion", str(record.version), version=newer)
