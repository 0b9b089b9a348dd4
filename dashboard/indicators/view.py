"""How the figures of an indicator are asked and named: what it must be grouped by, and the words of each row."""

from collections.abc import Callable, Sequence

from dashboard.asking.answers import Answer
from dashboard.charts.kinds.figures import Sliced, label_of, labels
from dashboard.page.page import Page


def required(card: Answer, asked: Sliced) -> tuple[str, ...]:
    """Dimensions without which this indicator has no figure, and which the filters do not fix to one value."""
    fixed = {name for name, values in asked.part.items() if isinstance(values, list | tuple) and len(values) == 1}
    return tuple(name for name in card["measure"]["requiredDimensions"] if name not in fixed)


def row_words(page: Page, grouped: Sequence[str]) -> Callable[[Answer], str]:
    """What a row is about in words, by the dimensions it is grouped by."""
    named = {name: labels(page, name) for name in grouped}

    def words(row: Answer) -> str:
        return ", ".join(label_of(page, named[name], row, name) for name in grouped)

    return words
