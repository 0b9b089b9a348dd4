"""Admission and mandates by the command, as a person, against the running registry."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from deploy.command.app import operator_app
from shared.dutch_day import today
from shared.identity.keys import new_private_key, public_key_set, write_request
from tests.people import person_token
from tests.services import RunningServices, running_services

NOWHERE = "http://127.0.0.1:9"
PROVIDER = "Voorbeelddienst"
TERMS = {"version": "1", "textNl": "Voorwaarden (fictief)", "textEn": "Terms (fictitious)"}


@dataclass(frozen=True)
class Office:
    """A running registry with terms in force, and the command in the hands of one person or another."""

    services: RunningServices

    def ppds(self, *arguments: str, subject: str | None = "beheerder-1", url: str | None = None) -> Result:
        scopes = ("registry:parties", "registry:read", "registry:clients")
        token = None if subject is None else person_token(*scopes, subject=subject)
        environment = {"PPDS_PERSON_TOKEN": token, "COLUMNS": "300"}
        options = ["--lang", "en", "--registry-url", url or self.services.registry_url]
        return CliRunner().invoke(operator_app(), [*options, *arguments], env=environment)

    def person(self, subject: str = "voorsteller", party: str | None = None) -> httpx.Client:
        scope = "registry:parties" if party is None else "registry:body"
        return self.services.person("registry", scope, subject=subject, party=party)

    def person_of_clients(self) -> httpx.Client:
        return self.services.person("registry", "registry:clients")

    def applied(self, name: str) -> str:
        """A municipality that a person of its own applied for."""
        party = self.services.add_party(name, admitted=False)
        stated = {"party": party, "accepts": [{"document": "data-space", "version": "1"}]}
        answer = self.person("medewerker", party).post("/participations", json=stated)
        assert answer.status_code == 201, answer.text
        return party

    def proposed(self, *bodies: str) -> str:
        asked = {"mandatary": self.provider, "bodies": bodies, "kinds": ["notice"], "basis": "Raamovereenkomst"}
        answer = self.person().post("/mandates", json=asked)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    @property
    def provider(self) -> str:
        return self.services.add_party(f"{PROVIDER} {datetime.now(UTC).timestamp()}", kind="service-provider")

    def states(self, mandate: str) -> list[str]:
        return sorted(body["state"] for body in self.person().get(f"/mandates/{mandate}").json()["bodies"])

    def state(self, party: str) -> str:
        [one] = self.person().get("/participations", params={"party": party}).json()["items"]
        return str(one["state"])


@pytest.fixture(scope="module")
def office(database_module: str) -> Iterator[Office]:
    with running_services(database_module, only=("registry",), workers=()) as running:
        stated = {**TERMS, "validFrom": today().isoformat()}
        published = running.person("registry", "registry:parties").post("/terms", json=stated)
        assert published.status_code == 201, published.text
        yield Office(running)


def test_who_waits_is_listed_and_admitted_suspended_and_resumed(office: Office) -> None:
    party = office.applied("Voorbeeldgemeente Wacht")
    listed = office.ppds("participations", "list", "--state", "applied")
    assert listed.exit_code == 0, listed.output
    assert party in listed.output

    steps = (("admit",), ("suspend", "--reason", "Op eigen verzoek"), ("resume",))
    states = []
    for step, *options in steps:
        done = office.ppds("participations", step, party, *options)
        assert done.exit_code == 0, done.output
        states.append(office.state(party))

    assert states == ["admitted", "suspended", "admitted"]
    assert party not in office.ppds("participations", "list", "--state", "applied").output


@pytest.mark.parametrize(
    ("command", "path"),
    [
        (("participations", "list", "--state", "applied"), "/participations?state=applied"),
        (("mandates", "list"), "/mandates"),
        (("client", "proposals", "--state", "open"), "/client-proposals?state=open"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_every_list_is_given_as_the_api_gives_it_and_as_csv(
    office: Office, command: tuple[str, ...], path: str
) -> None:
    office.applied(f"Voorbeeldgemeente {command[0].title()}lijst")
    person = office.person_of_clients() if command[0] == "client" else office.person()
    items = person.get(path).json()["items"]
    assert json.loads(office.ppds(*command, "--json").output) == items
    rows = list(csv.DictReader(io.StringIO(office.ppds(*command, "--csv").output)))
    assert len(rows) == len(items)
    assert all(name.partition(".")[0] in item for row, item in zip(rows, items, strict=True) for name in row)


def test_an_application_is_declined_with_a_reason(office: Office) -> None:
    party = office.applied("Voorbeeldgemeente Afgewezen")

    assert office.ppds("participations", "decline", party).exit_code == 2
    done = office.ppds("participations", "decline", party, "--reason", "Geen overheid")

    assert (done.exit_code, office.state(party)) == (0, "left")


def test_a_mandate_is_granted_for_all_that_wait_and_withdrawn_for_one_and_for_all(office: Office) -> None:
    bodies = [office.services.add_party(f"Voorbeeldgemeente {name}") for name in ("Noord", "Midden", "Zuid")]
    mandate = office.proposed(*bodies)
    first = office.ppds("mandates", "grant", mandate, "--body", bodies[0], "--basis", "Brief van 3 november")
    assert first.exit_code == 0, first.output
    assert office.states(mandate) == ["granted", "proposed", "proposed"]

    assert office.ppds("mandates", "grant", mandate, "--basis", "Brieven van 4 november").exit_code == 0
    assert office.states(mandate) == ["granted", "granted", "granted"]
    shown = office.ppds("mandates", "list", "--party", bodies[2])
    assert [line.count(mandate) for line in shown.output.splitlines() if PROVIDER in line] == [1, 1, 1]
    nobody = office.ppds("mandates", "grant", mandate, "--basis", "Nog een brief")
    assert (nobody.exit_code, "No body waits" in nobody.output) == (1, True)

    assert office.ppds("mandates", "withdraw", mandate, "--body", bodies[1]).exit_code == 0
    assert office.states(mandate) == ["granted", "granted", "withdrawn"]
    assert office.ppds("mandates", "withdraw", mandate).exit_code == 0
    assert office.states(mandate) == ["withdrawn", "withdrawn", "withdrawn"]


def test_a_client_is_proposed_by_one_person_and_confirmed_by_another(office: Office, tmp_path: Path) -> None:
    request = tmp_path / "client.request.json"
    write_request(request, label="Inkoopsysteem", oin=None, jwks=public_key_set(new_private_key()))
    asked = ("client", "propose", str(request), "--scope", "kpi:read")
    made = office.ppds(*asked)
    assert made.exit_code == 0, made.output

    [waiting] = office.person_of_clients().get("/client-proposals", params={"state": "open"}).json()["items"]
    number = str(waiting["id"])
    assert waiting["client"] in office.ppds("client", "proposals").output
    own = office.ppds("client", "confirm", number)
    assert (own.exit_code, "403 " in own.output) == (4, True)
    confirmed = office.ppds("client", "confirm", number, subject="beheerder-2")
    assert (confirmed.exit_code, waiting["client"] in confirmed.output) == (0, True)

    assert office.ppds(*asked, "--client", waiting["client"], "--scope", "ingest:read").exit_code == 0
    [more] = office.person_of_clients().get("/client-proposals", params={"state": "open"}).json()["items"]
    refused = office.ppds("client", "refuse", str(more["id"]), "--reason", "Niet gevraagd")
    assert refused.exit_code == 0
    assert "refused" in refused.output
    assert more["client"] not in office.ppds("client", "proposals").output


def test_a_request_that_is_none_is_wrong_use(office: Office, tmp_path: Path) -> None:
    request = tmp_path / "client.request.json"
    request.write_text("[]")
    assert office.ppds("client", "propose", str(request), "--scope", "kpi:read").exit_code == 2


def test_a_refusal_of_the_registry_is_said_as_it_is_and_changes_nothing(office: Office) -> None:
    body = office.services.add_party("Voorbeeldgemeente Zelf")
    mandate = office.proposed(body)
    refused = office.ppds("mandates", "grant", mandate, "--basis", "Brief", subject="voorsteller")
    twice = office.ppds("participations", "admit", body)
    stranger = office.ppds("participations", "admit", "https://voorbeeld.test/niemand")

    assert (refused.exit_code, "403 " in refused.output, "[same-person]" in refused.output) == (4, True, True)
    assert (twice.exit_code, "409 " in twice.output) == (4, True)
    assert (stranger.exit_code, "niemand' is not in the register" in stranger.output) == (2, True)
    assert (office.states(mandate), office.state(body)) == (["proposed"], "admitted")


def test_without_a_token_or_a_registry_nothing_is_asked(office: Office) -> None:
    nobody, nowhere = office.ppds("mandates", "list", subject=None), office.ppds("mandates", "list", url=NOWHERE)
    assert (nobody.exit_code, "PPDS_PERSON_TOKEN is empty" in nobody.output) == (1, True)
    assert (nowhere.exit_code, f"curl {NOWHERE}/health/live" in nowhere.output) == (3, True)
    assert office.ppds("mandates", "withdraw", "no-number").exit_code == 2
