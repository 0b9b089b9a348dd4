"""What can be found about a version of a record beside others of the same record."""

from __future__ import annotations

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

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
