"""The year as a first and a final publication and as a pack: made by one person, approved by another."""

from __future__ import annotations

from typing import Final

from client.profile import Profile
from client.published import Packs, Publications
from demo.year import YEAR
from deploy.development_issuer import person_token

_WHY: Final = "Verzonnen voor de demonstratie"
_SECONDS: Final = 180


def publish_the_year(profile: Profile, issuer_url: str) -> None:
    """Freeze the figures and publish them; a second time nothing is done.

    Raises the errors of `client.errors` when kpi refuses, or cannot draw them up.
    """
    one, another = (
        person_token(issuer_url, roles=["beheerder"], subject=subject, organisation=None)
        for subject in ("opmaker-publicaties", "vaststeller-publicaties")
    )
    with Publications(profile, token=one) as drawer, Publications(profile, token=another) as approver:
        if drawer.call("GET", "/publications", query={"year": str(YEAR)}).json()["items"]:
            return
        for series in ("first", "final"):
            publication = drawer.propose(YEAR, series, reason=_WHY, own_error=False)
            drawer.follow(publication.name, timeout=_SECONDS, on_progress=lambda _: None)
            approver.decide(publication.name, "approval", reason=_WHY)
    with Packs(profile, token=one) as kpi:
        pack = kpi.draw({"kind": "icbr", "year": YEAR, "reason": _WHY})
    with Packs(profile, token=another) as kpi:
        kpi.decide(pack.name, "approval", reason=_WHY)
