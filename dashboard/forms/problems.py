"""Problems that a service tells, set beside the fields they are about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.asking.faults import Told
from dashboard.forms.parts import Part, every


@dataclass(frozen=True, slots=True)
class Summary:
    """One line above the form: what is wrong, and the id of its field when it stands on the page."""

    detail: str
    id: str | None
    label: str | None


def by_place(told: Iterable[Told]) -> Mapping[str, list[str]]:
    """The sentences by their place."""
    places: dict[str, list[str]] = {}
    for each in told:
        places.setdefault(each.location, []).append(each.detail)
    return places


def summary_of(told: Iterable[Told], parts: tuple[Part, ...]) -> list[Summary]:
    """Every problem, with a way to its field or to the nearest part around it."""
    on_page = {part.place: part for part in every(parts)}
    lines = []
    for each in told:
        place = each.location
        while place and place not in on_page:
            place = place.rpartition("/")[0]
        part = on_page.get(place)
        lines.append(Summary(each.detail, None if part is None else part.id, None if part is None else part.label))
    return lines
