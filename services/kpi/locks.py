"""Every advisory lock that kpi takes, in one register: its number is the first of the two keys of the lock.

Ingest, the registry and the change logs have numbers of their own; no two may be the same.
"""

from typing import Final

CARDS: Final = 7_206_021
"""Proposing and deciding on definitions. Held to the end of the transaction."""

REFRESH: Final = 7_206_020
"""On a unit of cells (fact, date, level), the second key: one worker at a time refreshes it. Held by the session."""

GOALS: Final = 7_206_030
"""Proposing and deciding on goals and on how they are allocated. Held to the end of the transaction."""

PUBLICATIONS: Final = 7_206_022
"""Drawing up publications and deciding on them. Held to the end of the transaction."""

DRAWING: Final = 7_206_032
"""On a publication that is being drawn up, the second key: one worker at a time does it. Held by the session."""

PACKS: Final = 7_206_031
"""Drawing up packs and deciding on them. Held to the end of the transaction."""
