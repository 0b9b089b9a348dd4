"""A service provider sends for others over the whole house: mandate given, withdrawn, and the registry gone."""

import time
from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

import httpx
import pytest

from tests.flow.house import LINES, House, house_on
from tests.ingest.service.builders import ndjson, release
from tests.services import eventually

SECONDS_KEPT = 1.0
OINS = ("00000099200000001000", "00000099200000002000", "00000099200000003000")


@pytest.fixture
def house(database: str) -> Iterator[House]:
    with house_on(database, only=("registry", "ingest"), ingest={"mandate_seconds": SECONDS_KEPT}) as running:
        yield running


class Provider:
    """A service provider with three municipalities in the register, the first two of which gave it a mandate."""

    def __init__(self, house: House) -> None:
        self.house = house
        services = house.services
        names = ("Noord", "Midden", "Zuid")
        self.bodies = [
            services.add_party(f"Voorbeeldgemeente {name}", oin=oin) for name, oin in zip(names, OINS, strict=True)
        ]
        self.party = services.add_party("Voorbeelddienst Inzending", kind="service-provider")
        self.http = services.http("ingest", "ingest:write", "ingest:read", party=self.party)
        self.desk = services.person("registry", "registry:parties", subject="beheerder-2")
        self.mandate = self._propose()
        self._act("grants", {"bodies": self.bodies[:2], "basis": "twee brieven van 3 november"})

    def withdraw(self, body: str) -> None:
        self._act("withdrawals", {"bodies": [body]})

    def report(self) -> tuple[list[str], dict[str, object], list[str]]:
        """Send one notice for each of the three bodies; gives states, the report, and the rules that fired."""
        notices = ndjson([release(number, oin=oin, ident=uuid4().hex) for number, oin in enumerate(OINS, start=1)])
        answer = self.http.post("/submissions", content=notices, headers={"Content-Type": LINES})
        assert answer.status_code == 202, answer.text
        where = f"/submissions/{answer.json()['id']}"

        def done() -> bool:
            return bool(self.http.get(where).json()["state"] == "done")

        eventually(done)
        records = self.http.get(f"{where}/records").json()["items"]
        findings = self.http.get(f"{where}/findings").json()["items"]
        return (
            [record["state"] for record in records],
            self.http.get(where).json(),
            [finding["code"] for finding in findings],
        )

    def _propose(self) -> str:
        proposer = self.house.services.person("registry", "registry:body", subject="medewerker", party=self.party)
        asked = {
            "mandatary": self.party,
            "bodies": self.bodies[:2],
            "kinds": ["notice"],
            "basis": "Raamovereenkomst 2026-4 (fictief)",
        }
        answer = proposer.post("/mandates", json=asked)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def _act(self, what: str, asked: object) -> None:
        stands = self.desk.get(f"/mandates/{self.mandate}")
        answer = self.desk.post(
            f"/mandates/{self.mandate}/{what}", json=asked, headers={"If-Match": stands.headers["ETag"]}
        )
        assert answer.status_code == 200, answer.text


def test_one_mandate_of_two_bodies_until_it_is_withdrawn(house: House) -> None:
    provider = Provider(house)

    states, _, rules = provider.report()
    assert states == ["accepted", "accepted", "refused"]
    assert rules.count("ING-001") == 1
    assert [right["buyer"] for right in provider.http.get("/me").json()["maySendFor"]] == sorted(provider.bodies[:2])

    provider.withdraw(provider.bodies[0])
    time.sleep(SECONDS_KEPT)
    states, _, rules = provider.report()
    assert states == ["refused", "accepted", "refused"]
    assert rules.count("ING-001") == 2


def test_with_the_registry_down_ingest_goes_on_with_what_it_knew_and_says_how_old_that_is(house: House) -> None:
    provider = Provider(house)
    known = datetime.fromisoformat(str(provider.report()[1]["mandatesKnownAt"]))
    newcomer = house.services.add_party("Voorbeelddienst Nieuw", kind="service-provider")
    never_sent = house.services.http("ingest", "ingest:write", "ingest:read", party=newcomer)
    assert never_sent.get("/submissions").status_code == 200  # it has its token; its mandates were never asked for
    provider.withdraw(provider.bodies[0])

    house.services.stop("registry")
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{house.services.registry_url}/v1/parties", trust_env=False)
    time.sleep(SECONDS_KEPT)
    states, report, rules = provider.report()

    assert states == ["accepted", "accepted", "refused"]  # the withdrawal cannot be known
    assert rules.count("ING-011") == 2
    assert report["mandatesKnownAt"] == known.isoformat().replace("+00:00", "Z")
    assert datetime.fromisoformat(str(report["createdAt"])) > known
    assert provider.http.get("/me").json()["mandatesKnownAt"] == report["mandatesKnownAt"]
    refused = never_sent.post("/submissions", content=ndjson([release()]), headers={"Content-Type": LINES})
    assert refused.status_code == 503
    assert "Retry-After" in refused.headers
