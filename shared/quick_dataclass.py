"""Dataclasses that are made by the dozen for every notice.

The type checker holds them frozen. At run time they are not: one whose every field is guarded takes three times as long
to make, and making them was a tenth of the time in which a notice is taken in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as quick_dataclass
else:

    def quick_dataclass(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """As `dataclass`, with the hash of a frozen one."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["quick_dataclass"]
