"""What mandates mean once they stand: who sees them, whom they let send, and what they hold up."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from services.registry.mandates.operations import no_running_mandates
from services.registry.mandates.rules import BodyInMandate, holds
from services.registry.mandates.store import running_mandates
from shared.dutch_day import today
from shared.errors import Conflict
from tests.people import person_token
from tests.registry.builders import bearer, registered, session_on
from tests.registry.mandate_house import House, administrator, codes, day, of
from tests.services import add_party


def test_a_mandate_is_seen_by_who_has_a_part_in_it(house: House) -> None:
    mandate = house.granted(house.alpha)

    for party in (house.alpha, house.provider):
        assert house.http.get(f"/v1/mandates/{mandate}", headers=of(party)).status_code == 200
        listed = house.http.get("/v1/mandates", headers=of(party)).json()["items"]
        assert [row["id"] for row in listed] == [mandate]
    assert house.http.get(f"/v1/mandates/{mandate}", headers=of(house.beta)).status_code == 404
    assert house.http.get("/v1/mandates", headers=of(house.beta)).json()["items"] == []
    assert house.act(mandate, "withdrawals", {}, by=of(house.beta), if_match='"2"').status_code == 404
    assert house.http.get(f"/v1/mandates/{mandate}").status_code == 401
    unknown = house.http.get(f"/v1/mandates/{uuid4()}", headers=administrator())
    assert unknown.status_code == 404


def test_the_list_goes_on_after_the_last_one_seen(house: House) -> None:
    numbers = [house.proposed(body) for body in (house.alpha, house.beta, house.gamma)]
    asked: dict[str, str] = {"party": house.provider, "limit": "2"}

    first = house.http.get("/v1/mandates", params=asked, headers=administrator()).json()
    rest = house.http.get("/v1/mandates", params={**asked, "cursor": first["next"]}, headers=administrator()).json()

    assert [succession["id"] for succession in (*first["items"], *rest["items"])] == numbers
    assert rest["next"] is None
    foreign = house.http.get("/v1/mandates", params={**asked, "cursor": "WzFd"}, headers=administrator())
    assert foreign.status_code == 400


def test_sending_rights_name_the_bodies_of_a_day_with_the_mandate(house: House) -> None:
    mandate = house.granted(house.alpha, kinds=["spend", "notice"], validFrom=day(3), validUntil=day(5))
    service = bearer(house.http, registered(house.database, "registry:read", client=f"s-{uuid4().hex[:8]}"))

    def rights(on: str) -> list[dict[str, object]]:
        answer = house.http.get("/v1/sending-rights", params={"party": house.provider, "on": on}, headers=service)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, object]] = answer.json()["rights"]
        return found

    assert [bool(rights(day(n))) for n in (2, 3, 4, 5)] == [False, True, True, False]
    assert rights(day(3)) == [{"buyer": house.alpha, "kinds": ["notice", "spend"], "until": day(5), "mandate": mandate}]


def test_nobody_sends_for_a_body_that_does_not_take_part(house: House) -> None:
    outsider = add_party(house.database, name=f"Voorbeeldgemeente {uuid4().hex[:8]}", admitted=False)

    house.granted(outsider, house.alpha)

    assert house.rights() == [house.alpha]


def test_a_client_asks_about_its_own_party_only(house: House) -> None:
    client = registered(house.database, "registry:read", client=f"s-{uuid4().hex[:8]}", party=house.alpha)
    own = bearer(house.http, client)

    assert house.http.get("/v1/sending-rights", params={"party": house.alpha}, headers=own).status_code == 200
    other = house.http.get("/v1/sending-rights", params={"party": house.beta}, headers=own)
    assert (other.status_code, codes(other)) == (403, [("party", "other-party")])


def test_a_person_whose_token_names_no_organisation_reads_no_more_than_one_whose_token_does(house: House) -> None:
    nobody = {"Authorization": f"Bearer {person_token('registry:read')}"}

    refused = house.http.get("/v1/sending-rights", params={"party": house.alpha}, headers=nobody)

    assert (refused.status_code, codes(refused)) == (403, [("party", "other-party")])


def test_me_says_for_whom_a_provider_may_send(house: House) -> None:
    house.granted(house.alpha, validUntil=day(30))
    client = registered(house.database, "ingest:write", client=f"p-{uuid4().hex[:8]}", party=house.provider)

    me = house.http.get("/v1/me", headers=bearer(house.http, client)).json()

    assert me["maySendFor"] == [{"buyer": house.alpha, "kinds": ["notice"], "until": day(30)}]
    assert "mandate" not in [right["code"] for right in me["missing"]]
    assert me["mandatesKnownAt"] is not None


def test_a_party_with_running_mandates_does_not_end(house: House) -> None:
    mandate = house.granted(house.alpha)
    house.proposed(house.beta)

    with session_on(house.database) as session:
        assert running_mandates(session, house.alpha, on=today()) == [UUID(mandate)]
        assert running_mandates(session, house.provider, on=today()) == [UUID(mandate)]
        assert running_mandates(session, house.beta, on=today()) == []
        with pytest.raises(Conflict) as refused:
            no_running_mandates(session, {house.alpha: ("path", "key")}, on=today())
    assert mandate in refused.value.errors[0].en
    house.act(mandate, "withdrawals", {}, by=administrator())
    with session_on(house.database) as session:
        no_running_mandates(session, {house.alpha: ("path", "key")}, on=today())


def test_every_act_is_in_the_audit_trail_and_others_hear_whose_rights_changed(house: House) -> None:
    mandate = house.granted(house.alpha)
    house.act(mandate, "withdrawals", {}, by=of(house.alpha))

    acts = "select act, actor from registry.audit_event where subject = :mandate order by number"
    heard = """
        select c.cause from registry.change c join registry.change_party p on p.change = c.id
        where p.party = :party and c.position is not null and c.cause like 'mandate.%' order by c.position
    """
    with session_on(house.database) as session:
        written = session.execute(text(acts), {"mandate": mandate}).all()
        causes = session.scalars(text(heard), {"party": house.provider}).all()
    assert [act for act, _ in written] == ["mandate.propose", "mandate.grant", "mandate.withdraw"]
    assert len({actor for _, actor in written}) == 3
    assert all(actor.startswith("person:") for _, actor in written)
    assert causes == ["mandate.grant", "mandate.withdraw"]


@pytest.mark.parametrize(
    ("granted", "withdrawn", "on", "answer"),
    [
        (1, None, 0, False),  # not granted yet
        (1, None, 1, False),  # granted, the period begins on day 2
        (1, None, 2, True),
        (3, None, 2, False),  # granted after it began
        (3, None, 3, True),
        (1, None, 9, True),
        (1, None, 10, False),  # the first day on which it no longer holds
        (1, 5, 4, True),
        (1, 5, 5, False),
        (None, None, 5, False),
        (None, 5, 4, False),
    ],
)
def test_a_mandate_from_day_2_until_day_10_holds(
    granted: int | None, withdrawn: int | None, on: int, *, answer: bool
) -> None:
    first = date(2026, 1, 1)

    def that(number: int | None) -> date | None:
        return None if number is None else first + timedelta(days=number)

    body = BodyInMandate("https://voorbeeld.example/a", that(granted), that(withdrawn))
    period: Sequence[date] = [first + timedelta(days=number) for number in (2, 10, on)]
    assert holds(body, valid_from=period[0], valid_until=period[1], on=period[2]) is answer


def test_a_mandate_that_is_over_cannot_be_granted(house: House) -> None:
    mandate = house.proposed(house.alpha)
    with session_on(house.database) as session:
        session.execute(
            text("update registry.mandate set valid = daterange('2020-01-01', '2020-02-01') where id = :id"),
            {"id": mandate},
        )

    answer = house.act(mandate, "grants", {"bodies": [house.alpha]}, by=of(house.alpha))

    assert (answer.status_code, codes(answer)) == (409, [("", "over")])
