"""Who takes part in the demonstration, and who may send for whom: acts of fictitious people over HTTP.

Their tokens come from the test issuer, so that whoever reads how to administer finds in a demonstration what the
documents name: terms in force, bodies in every state, and a mandate that one body granted and another has not yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from demo.market.bodies import Body, bodies
from demo.own_records import senders
from demo.own_themes import ADDED, body_with_themes
from deploy.development_issuer import person_token
from shared.dutch_day import today

_TERMS: Final = {
    "version": "1",
    "textNl": "Voorwaarden van de demonstratie: alles is verzonnen.",
    "textEn": "Terms of the demonstration: everything is made up.",
}
_USE: Final = {
    "audience": "anyone",
    "purposeNl": "Hergebruik met bronvermelding.",
    "purposeEn": "Reuse that names the source.",
}
_ACCEPTED: Final = [{"document": "data-space", "version": "1"}, {"document": "procedures", "version": "1"}]


@dataclass(frozen=True, slots=True)
class ParticipatingBodies:
    """Which bodies of the year stand how."""

    mandatary: Body
    mandated: Body
    asked: Body
    left: Body
    suspended: Body
    applied: Body


def participating_bodies() -> ParticipatingBodies:
    """A service of central government that sends for municipalities, and the last municipalities of the list."""
    named = {body.name.removeprefix("Voorbeeld"): body for body in bodies()}
    return ParticipatingBodies(
        mandatary=named["dienst Rijksinkoop"],
        mandated=named["gemeente Notenkerk"],
        asked=named["gemeente Taxusburg"],
        left=named["gemeente Klaverwoude"],
        suspended=named["gemeente Heidemonde"],
        applied=named["gemeente Bremmerveen"],
    )


def take_part(registry_url: str, issuer_url: str) -> None:
    """Publish terms, and bring the cast where it is to stand; a second time nothing is done.

    Raises httpx.HTTPStatusError when the registry refuses an act.
    """
    with httpx.Client(base_url=f"{registry_url}/v1", timeout=30.0, trust_env=False) as http:
        if http.get("/terms", params={"inForce": True}).json()["items"]:
            return
        people = _People(http, issuer_url)
        administrator = people.administrator()
        terms = {**_TERMS, "validFrom": str(today())}
        administrator.acts("POST", "/terms", terms)
        administrator.acts("PUT", "/datasets/procedures/usage-terms", {**terms, "uses": [_USE]}, etag='"0"')
        _states(people, participating_bodies())
        _mandate(people, participating_bodies())
        _own_themes(people, body_with_themes(senders()))


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody with a token of the test issuer."""

    http: httpx.Client
    token: str

    def acts(
        self, method: str, path: str, body: Mapping[str, object] | None = None, *, etag: str | None = None
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | ({"If-Match": etag} if etag else {})
        answer = self.http.request(method, path, json=body, headers=headers)
        answer.raise_for_status()
        return answer


@dataclass(frozen=True, slots=True)
class _People:
    """Fictitious people of the register and of its bodies."""

    http: httpx.Client
    issuer_url: str

    def administrator(self) -> _Person:
        token = person_token(self.issuer_url, roles=["beheerder"], subject="voorbeeldpersoon", organisation=None)
        return _Person(self.http, token)

    def steward(self, body: Body) -> _Person:
        subject = f"bronhouder-{body.kvk}"
        token = person_token(self.issuer_url, roles=["bronhouder"], subject=subject, organisation=body.oin)
        return _Person(self.http, token)


def _states(people: _People, named: ParticipatingBodies) -> None:
    _step(people.administrator(), named.suspended, step="suspend", reason="Op eigen verzoek")
    for body in (named.left, named.applied):
        _step(people.steward(body), body, step="leave")
    people.steward(named.applied).acts("POST", "/participations", {"party": named.applied.key, "accepts": _ACCEPTED})


def _step(person: _Person, body: Body, **step: str) -> None:
    [known] = person.acts("GET", f"/participations?party={body.key}").json()["items"]
    path = f"/participations/{known['id']}"
    person.acts("POST", f"{path}/transitions", step, etag=person.acts("GET", path).headers["ETag"])


def _own_themes(people: _People, body: Body) -> None:
    stated = {"roles": [], "instruments": [], "themes": ADDED}
    people.steward(body).acts("PUT", f"/governance?party={body.key}", stated, etag='"0"')


def _mandate(people: _People, named: ParticipatingBodies) -> None:
    asked = {
        "mandatary": named.mandatary.key,
        "bodies": [named.mandated.key, named.asked.key],
        "kinds": ["notice"],
        "basis": "Dienstverleningsovereenkomst 2026-4",
    }
    proposed = people.steward(named.mandatary).acts("POST", "/mandates", asked)
    path = f"/mandates/{proposed.json()['id']}/grants"
    people.steward(named.mandated).acts("POST", path, {"bodies": [named.mandated.key]}, etag=proposed.headers["ETag"])
