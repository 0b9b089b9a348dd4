"""Naming a body in a form: by its name or a number instead of its key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dashboard.asking.services import Services
from dashboard.page.language import sentence
from dashboard.registers.register import Act

_MOST: Final = 20
_SCHEMES: Final = {20: "oin", 9: "rsin", 8: "kvk"}
"""Which number it is, by how many digits it has."""

NOBODY: Final = sentence("Er is geen organisatie met deze naam of dit nummer.")
SEVERAL: Final = sentence("Er zijn er meer; kies er een.")


@dataclass(frozen=True, slots=True)
class Named:
    """The form with keys where names stood; of a name that several bodies have, those; of one nobody has, none."""

    values: Mapping[str, str]
    several: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong, by place."""
        return {place: SEVERAL if bodies else NOBODY for place, bodies in self.several.items()}


def named(services: Services, act: Act, form: Mapping[str, str]) -> Named:
    """Look every body up that stands in the form by name or number."""
    values = dict(form)
    several: dict[str, list[tuple[str, str]]] = {}
    for each in act.fields:
        if each.kind not in {"party", "parties"}:
            continue
        keys: list[str] = []
        for line in form.get(each.place, "").splitlines():
            if not (stated := line.strip()):
                continue
            bodies = [(stated, stated)] if _is_key(stated) else _bodies(services, stated)
            if len(bodies) == 1:
                keys.append(bodies[0][0])
            else:
                several[each.place] = bodies
        if each.place not in several:
            values[each.place] = "\n".join(keys)
    return Named(values, several)


def _is_key(stated: str) -> bool:
    return stated.startswith(("http://", "https://"))


def _bodies(services: Services, stated: str) -> list[tuple[str, str]]:
    scheme = _SCHEMES.get(len(stated)) if stated.isdigit() else None
    by = {"identifier": f"{scheme}:{stated}"} if scheme else {"name": stated}
    found = services.read("registry", "/parties", **by, limit=_MOST)["items"]
    same = [each for each in found if str(each["name"]).casefold() == stated.casefold()]
    return [(str(each["key"]), str(each["name"])) for each in (same if len(same) == 1 else found)]
