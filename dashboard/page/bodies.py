"""Short addresses of bodies: `/organisaties/ministerie/mnre1034` stands for its whole key in the register.

Keys are addresses themselves. Those of the Dutch list of public bodies (TOOI) and of our own lists are known by their
beginning, which the short form leaves out; any other key stands in the address whole.
"""

from typing import Final
from urllib.parse import quote

from dashboard.asking.faults import Missing, Refused
from dashboard.asking.kept_answers import KeptAnswers
from dashboard.asking.services import Services

TOOI: Final = "https://identifier.overheid.nl/tooi/id/"
OWN: Final = "https://identifier.ppds.example/id/"
_OWN_LISTS: Final = ("test/", "roo/")


def short(key: str) -> str:
    """The end of the address of a body."""
    if key.startswith(TOOI):
        return quote(key.removeprefix(TOOI))
    if key.startswith(OWN) and key.removeprefix(OWN).startswith(_OWN_LISTS):
        return quote(key.removeprefix(OWN))
    return quote(key, safe="")


def whole(end: str) -> str:
    """The key that the end of an address stands for."""
    if end.startswith(_OWN_LISTS):
        return OWN + end
    return TOOI + end if "/" in end and ":" not in end else end


def name_of(services: Services, names: KeptAnswers, key: str) -> str:
    """The name of a body today; its key when the registry does not know it or does not answer."""
    if (kept := names.get(key)) is not None:
        return str(kept["name"])
    try:
        party = services.read("registry", f"/parties/{quote(key, safe=':/')}")
    except (Missing, Refused):
        return key
    names.keep(key, party)
    return str(party["name"])
