"""What is left out of bulk files, and why: said in every manifest."""

from __future__ import annotations

from typing import Any, Final

from services.ingest.bulk.rules.subject import Subject
from shared.procurement.finding import Text

NOT_RELEASED: Final = Text(
    "Nog niet vrijgegeven door de partij die het bijhoudt (C29).", "Not yet released by the party that keeps it (C29)."
)
NOT_COUNTED: Final = Text(
    "Telt niet: de koper maakte bezwaar, er staat een betere bron naast, of het is nog niet aan de markt (C29).",
    "Does not count: the buyer objected, a better source stands beside it, or it is not on the market yet (C29).",
)
NOT_PUBLIC: Final = Text(
    "Bedragen en hoeveelheden uit niet-openbare dossiers; cijfers ervan staan in de publicaties (C24).",
    "Amounts and quantities of records that are not public; figures of them stand in the publications (C24).",
)


def withheld_from(subject: Subject, *, unreleased: int, uncounted: int) -> list[dict[str, Any]]:
    """What is left out of a file: rows with their number, columns with their names."""
    rows = (("not-released", NOT_RELEASED, unreleased), ("not-counted", NOT_COUNTED, uncounted))
    said: list[dict[str, Any]] = [
        {"reason": reason, "rows": number, "columns": [], **words._asdict()} for reason, words, number in rows if number
    ]
    if subject.withheld:
        columns = {"reason": "not-public", "rows": 0, "columns": list(subject.withheld)}
        said.append({**columns, **NOT_PUBLIC._asdict()})
    return said
