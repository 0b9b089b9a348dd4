"""An administrator keeps the registers in pages alone; every act goes to the service with the person's own token."""

import json
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from dashboard.registers.routes import REGISTERS
from deploy.issuer_grants import ROLES
from tests.dashboard.conftest import Pages
from tests.dashboard.people import OWN_FORM, csrf_of, signed_in
from tests.services import client_key

KEEPER = ("beheerder", "goedkeurder", "auditor")


@pytest.fixture(scope="module")
def keeper(pages: Pages) -> TestClient:
    return signed_in(pages, *KEEPER, subject="beheerder-1")


def take(browser: TestClient, address: str, **typed: str) -> tuple[int, str]:
    """Fill in the form at this address and send it; gives status, and where it leads or what it says."""
    fields = {name.replace("__", "."): text for name, text in typed.items()}
    csrf = csrf_of(browser.get(address).text)
    answer = browser.post(address, data={"csrf": csrf, **fields}, headers=OWN_FORM)
    return answer.status_code, answer.headers.get("location", answer.text)


def add_body(browser: TestClient, name: str) -> None:
    status, where = take(
        browser,
        "/werk/registers/organisaties/handeling/nieuw",
        kind="municipality",
        names__0__name=name,
        source="besluit van de test",
    )
    assert (status, where) == (303, "/werk/registers/organisaties?gedaan=nieuw")


@pytest.mark.parametrize("key", REGISTERS)
def test_every_register_opens_for_who_keeps_it(keeper: TestClient, key: str) -> None:
    answer = keeper.get(f"/werk/registers/{key}")
    assert answer.status_code == 200
    for act in REGISTERS[key].start:
        form = keeper.get(f"/werk/registers/{key}/handeling/{act.key}")
        assert form.status_code == (200 if set(act.scopes) & scopes_of(keeper) else 403)


def scopes_of(browser: TestClient) -> set[str]:
    """Of the three roles that the fixture signs in with."""
    assert browser.get("/werk").status_code == 200
    return {scope for role in KEEPER for scope in ROLES[role]}


@pytest.mark.parametrize("key", REGISTERS)
def test_nobody_and_a_buyer_are_refused(pages: Pages, key: str) -> None:
    assert pages.browser().get(f"/werk/registers/{key}").status_code == 401
    buyer = signed_in(pages, "leverancier", subject="koper", organisation=pages.services.add_party(f"Koper {uuid4()}"))
    seen = 200 if "ingest:supplier" in REGISTERS[key].scopes else 403
    assert buyer.get(f"/werk/registers/{key}").status_code == seen


def test_a_body_is_added_and_ended_by_name_and_stands_in_the_register(keeper: TestClient) -> None:
    name = f"Voorbeeldgemeente {uuid4().hex[:8]}"
    add_body(keeper, name)
    page = keeper.get("/werk/registers/organisaties", params={"name": name})
    assert name in page.text


def test_a_fault_of_the_service_stands_at_its_field_and_nothing_typed_is_lost(keeper: TestClient) -> None:
    status, page = take(
        keeper,
        "/werk/registers/organisaties/handeling/nieuw",
        kind="municipality",
        names__0__name="<b>Kwaad</b>",
        identifiers__0__scheme="kvk",
        identifiers__0__value="12",
        source="besluit",
    )
    assert status == 400
    assert 'href="#veld-identifiers-0' in page
    assert 'value="&lt;b&gt;Kwaad&lt;/b&gt;"' in page


def test_who_proposed_a_client_cannot_confirm_it_and_another_can(pages: Pages, keeper: TestClient) -> None:
    name = f"Programma {uuid4().hex[:8]}"
    keys = json.dumps({"jwks": {"keys": [client_key().public().as_jwk()]}})
    status, _ = take(
        keeper, "/werk/registers/client-voorstellen/handeling/nieuw", label=name, scopes="kpi:read", jwks=keys
    )
    assert status == 303
    listed = pages.services.person("registry", "registry:clients").get("/client-proposals", params={"state": "open"})
    [proposal] = [each["id"] for each in listed.json()["items"] if each["label"] == name]
    address = f"/werk/registers/client-voorstellen/handeling/bevestigen?id={proposal}"
    assert take(keeper, address)[0] == 400
    other = signed_in(pages, "beheerder", subject="beheerder-2")
    assert take(other, address)[0] == 303
    shown = other.get(f"/werk/registers/client-voorstellen/record?id={proposal}")
    assert "bevestigd" in shown.text


def test_a_name_that_several_bodies_have_is_chosen_from_a_list(keeper: TestClient) -> None:
    name = f"Voorbeeldwaterschap {uuid4().hex[:6]}"
    add_body(keeper, f"{name} Noord")
    add_body(keeper, f"{name} Zuid")
    address = "/werk/registers/bezwaren/handeling/nieuw"
    status, page = take(keeper, address, party=name, reason="te veel van anderen")
    assert status == 400
    assert f"{name} Noord</option>" in page
    assert take(keeper, address, party=f"{name} Noord", reason="te veel van anderen")[0] == 303
    assert f"{name} Noord" in keeper.get("/werk/registers/bezwaren").text


def test_an_unknown_register_names_the_nearest(keeper: TestClient) -> None:
    answer = keeper.get("/werk/registers/organisatie")
    assert answer.status_code == 404
    assert "/werk/registers/organisaties" in answer.text


def test_the_start_page_counts_what_waits_and_leads_to_the_list_it_was_counted_in(
    pages: Pages, keeper: TestClient
) -> None:
    name = f"Client {uuid4().hex[:8]}"
    keys = json.dumps({"jwks": {"keys": [client_key().public().as_jwk()]}})
    status, _ = take(
        signed_in(pages, *KEEPER, subject="beheerder-die-voorstelt"),
        "/werk/registers/client-voorstellen/handeling/nieuw",
        label=name,
        scopes="kpi:read",
        jwks=keys,
    )
    assert status == 303
    start = keeper.get("/werk").text
    link = "/werk/registers/client-voorstellen?state=open"
    assert f'href="{link}"' in start
    assert name in keeper.get(link).text
    assert name not in keeper.get("/werk/registers/client-voorstellen?state=refused").text
