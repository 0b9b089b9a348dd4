"""A registry with parties that give each other mandates."""

from dataclasses import dataclass
from datetime import date, timedelta

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from services.registry.mandates.store import sending_rights
from shared.dutch_day import today
from tests.registry.builders import person_headers, session_on

IN_A_YEAR = today() + timedelta(days=365)
BASIS = "Dienstverleningsovereenkomst 2026-17"


@dataclass(frozen=True)
class House:
    """A registry with a provider and three municipalities, all fictitious."""

    http: TestClient
    database: str
    provider: str
    alpha: str
    beta: str
    gamma: str

    def propose(self, *bodies: str, by: dict[str, str] | None = None, **stated: object) -> Response:
        asked = {"mandatary": self.provider, "bodies": list(bodies), "kinds": ["notice"], "basis": BASIS, **stated}
        return self.http.post("/v1/mandates", json=asked, headers=by or of(self.provider, "voorsteller"))

    def proposed(self, *bodies: str, by: dict[str, str] | None = None, **stated: object) -> str:
        answer = self.propose(*bodies, by=by, **stated)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def act(self, mandate: str, what: str, asked: object, *, by: dict[str, str], if_match: str | None = "") -> Response:
        """Grant or withdraw, on the version that stands unless said otherwise."""
        headers = dict(by)
        if if_match is not None:
            headers["If-Match"] = if_match or self.read(mandate).headers["ETag"]
        return self.http.post(f"/v1/mandates/{mandate}/{what}", json=asked, headers=headers)

    def granted(self, *bodies: str, **stated: object) -> str:
        mandate = self.proposed(*bodies, by=None, **stated)
        answer = self.act(mandate, "grants", {"bodies": list(bodies), "basis": "brief"}, by=administrator())
        assert answer.status_code == 200, answer.text
        return mandate

    def read(self, mandate: str) -> Response:
        return self.http.get(f"/v1/mandates/{mandate}", headers=administrator())

    def states(self, mandate: str) -> dict[str, str]:
        return {body["body"]: body["state"] for body in self.read(mandate).json()["bodies"]}

    def rights(self, on: date | None = None) -> list[str]:
        with session_on(self.database) as session:
            return [right.buyer for right in sending_rights(session, self.provider, on=on or today())]


def administrator(subject: str = "beheerder-1") -> dict[str, str]:
    return person_headers("registry:parties", subject=subject)


def of(party: str, subject: str = "medewerker") -> dict[str, str]:
    return person_headers("registry:body", subject=subject, party=party)


def codes(answer: Response) -> list[tuple[str, str]]:
    return [(error["location"], error["code"]) for error in answer.json()["errors"]]


def end(house: House, party: str) -> None:
    with session_on(house.database) as session:
        session.execute(
            text("update registry.party set valid_until = :day where uri = :uri"),
            {"day": today() - timedelta(days=2), "uri": party},
        )


def day(number: int) -> str:
    return (today() + timedelta(days=number)).isoformat()
