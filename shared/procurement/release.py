"""A notice that is kept in its source's own words, because that source merges its releases by rules of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shared.procurement.notice import Notice
from shared.quick_dataclass import quick_dataclass

Content = Mapping[str, Any]


@quick_dataclass(frozen=True, slots=True)
class Release:
    """Redacted content, with how its source reads one release and merges those of one process into one notice."""

    content: Content
    read: Callable[[Content], Notice]
    merge: Callable[[Sequence[Content]], Notice]

    def notice(self) -> Notice:
        """What this release says by itself."""
        return self.read(self.content)

    def merged_with(self, others: Sequence[Release]) -> Notice:
        """What this release and others of its process say together."""
        return self.merge([self.content, *(other.content for other in others)])
