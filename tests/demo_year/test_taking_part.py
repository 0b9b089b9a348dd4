"""The demonstration holds what the documents for administrators name: terms, bodies in every state, a mandate."""

from collections.abc import Iterator

import httpx
import pytest

from demo import write
from demo.market.bodies import bodies
from demo.taking_part import participating_bodies, take_part
from deploy.development_issuer import person_token, trusted_issuer
from deploy.embedded import role_url
from deploy.local_registry import LocalRegistry
from tests.issuer import running_issuer
from tests.people import trusted_issuers
from tests.services import running_services


@pytest.fixture(scope="module")
def administrator(database_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("demo") / "year"
    write(folder)
    LocalRegistry(role_url(database_module, "ppds_registry")).import_parties(folder / "parties.csv", demo=True)
    with running_issuer() as url:
        trusted = {"trusted_issuers": (*trusted_issuers(), trusted_issuer(url))}
        with running_services(database_module, only=("registry",), own_settings={"registry": trusted}) as services:
            take_part(services.registry_url, url)
            take_part(services.registry_url, url)  # a demonstration that is started again on its folder
            token = person_token(url, roles=["beheerder"], subject="lezer", organisation=None)
            with httpx.Client(
                base_url=f"{services.registry_url}/v1", headers={"Authorization": f"Bearer {token}"}, trust_env=False
            ) as http:
                yield http


def test_bodies_of_the_demonstration_stand_in_every_state(administrator: httpx.Client) -> None:
    listed = administrator.get("/participations", params={"demo": True, "limit": 1000}).json()["items"]
    states = {each["party"]: each["state"] for each in listed}
    assert set(states) == {body.key for body in bodies()}
    of = participating_bodies()
    expected = {of.applied.key: "applied", of.left.key: "left", of.suspended.key: "suspended"}
    assert {party: state for party, state in states.items() if state != "admitted"} == expected
    assert administrator.get("/participations").json()["items"] == []


def test_terms_are_in_force(administrator: httpx.Client) -> None:
    terms = administrator.get("/terms", params={"inForce": True}).json()["items"]
    assert {(each["document"], each["version"]) for each in terms} == {("data-space", "1"), ("procedures", "1")}


def test_a_mandate_is_granted_by_one_body_and_waits_for_another(administrator: httpx.Client) -> None:
    [mandate] = administrator.get("/mandates").json()["items"]
    of = participating_bodies()
    assert mandate["mandatary"] == of.mandatary.key
    assert {body["body"]: body["state"] for body in mandate["bodies"]} == {
        of.mandated.key: "granted",
        of.asked.key: "proposed",
    }
