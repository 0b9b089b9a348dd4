"""Where a series breaks: figures of two versions of a definition that do not say the same of the same rows."""

from typing import Final

from services.kpi.definitions.rules.card import Card

_OF_SHOWING: Final = {"minimum_coverage", "variants", "required_dimensions"}
"""Of a measure: when and by what it is shown. No figure says something else by them."""


def breaks(old: Card, new: Card) -> bool:
    """Whether something else is counted, or in another unit; names, texts and owners move no figure."""
    return old.unit != new.unit or any(
        getattr(old.measure, name) != getattr(new.measure, name)
        for name in type(old.measure).model_fields
        if name not in _OF_SHOWING
    )
