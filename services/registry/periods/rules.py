"""A period of whole days, the last of them open or stated as the first that no longer belongs to it. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """From a day until a day that no longer belongs to it; None is open: since ever, or no end known."""

    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def is_empty(self) -> bool:
        return self.valid_from is not None and self.valid_until is not None and self.valid_from >= self.valid_until

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )

    def overlaps(self, other: "Period") -> bool:
        """Whether some day belongs to both; an empty period has no day."""
        if self.is_empty or other.is_empty:
            return False
        return (self.valid_from is None or other.valid_until is None or self.valid_from < other.valid_until) and (
            other.valid_from is None or self.valid_until is None or other.valid_from < self.valid_until
        )
