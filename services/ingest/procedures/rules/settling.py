"""Where everything belongs: notices among themselves, then each supplement with the notices of its own body.

A supplement never moves a notice: it goes where the notices that it names are, if their lead buyer is the body that
states it. All versions of one supplement go where its newest leads, so that an older one speaks nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from services.ingest.procedures.rules.identity import Resolution, resolve
from services.ingest.procedures.rules.standing import Claim, Standing, settle_notices

_NOBODY_WENT_OVER: Final[Mapping[str, str]] = {}


def settle(claims: Sequence[Claim], successors: Mapping[str, str] = _NOBODY_WENT_OVER) -> list[Resolution]:
    """Find the procedure of each notice and supplement among all that share a key with it.

    `successors` has the party into which each that is no more went over.
    """
    versions: defaultdict[str, list[int]] = defaultdict(list)
    for number, claim in enumerate(claims):
        if claim.sent.standing is Standing.SUPPLEMENT:
            versions[claim.identity.unit].append(number)
    if not versions:
        return settle_notices(claims, successors)
    apart = {number for numbers in versions.values() for number in numbers}
    notices = [number for number in range(len(claims)) if number not in apart]
    of_notices = dict(zip(notices, settle_notices([claims[number] for number in notices], successors), strict=True))
    places = dict(of_notices)
    claims = [claim.under(successors) for claim in claims] if successors else claims
    for numbers in versions.values():
        places.update(dict.fromkeys(numbers, _home(claims, of_notices, numbers)))
    return [places[number] for number in range(len(claims))]


def _home(claims: Sequence[Claim], of_notices: Mapping[int, Resolution], versions: Sequence[int]) -> Resolution:
    """Where the newest of these versions leads; apart and silent as long as that is nowhere."""
    newest = max(claims[number].version for number in versions)
    leading = [number for number in versions if claims[number].version == newest]
    body = claims[leading[0]].sent.acting_for
    base = [number for number in of_notices if claims[number].lead in (body, "")]
    numbers = [*base, *leading]
    answers = dict(zip(numbers, resolve([claims[number].identity for number in numbers]), strict=True))
    named = {answers[number].procedure for number in leading}
    homes = {of_notices[number].procedure: of_notices[number] for number in base if answers[number].procedure in named}
    if not homes:
        return Resolution(f"{claims[leading[0]].identity.unit}|{body}", speaks=False)
    home = min(homes.values(), key=lambda place: (not place.speaks, place.procedure))
    others = {name for name, place in homes.items() if place.speaks} - {home.procedure}
    others.update(other for number in leading for other in answers[number].conflict)
    return Resolution(home.procedure, conflict=tuple(sorted(others)), speaks=home.speaks)
