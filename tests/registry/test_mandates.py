"""Mandates: proposed by one person, granted by another, never two for the same thing at once, withdrawn at any time."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from psycopg.errors import ExclusionViolation, InsufficientPrivilege
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from services.registry.mandates import BodyInMandate, holds
from services.registry.operations.mandates import no_running_mandates
from services.registry.routes.access import today
from services.registry.store.mandates import running_mandates, sending_rights
from shared.errors import Conflict
from tests.registry.builders import bearer, person_headers, registered, registry_on, session_on
from tests.services import add_party

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
        return {one["body"]: one["state"] for one in self.read(mandate).json()["bodies"]}

    def rights(self, on: date | None = None) -> list[str]:
        with session_on(self.database) as session:
            return [one.buyer for one in sending_rights(session, self.provider, on=on or today())]


@pytest.fixture(scope="module")
def registry(database_module: str) -> Iterator[tuple[TestClient, str]]:
    with registry_on(database_module) as http:
        yield http, database_module


@pytest.fixture
def house(registry: tuple[TestClient, str]) -> House:
    """Parties of its own for each test."""
    http, database = registry
    mark = uuid4().hex[:8]
    bodies = [add_party(database, name=f"Voorbeeldgemeente {name} {mark}") for name in ("Alpha", "Beta", "Gamma")]
    provider = add_party(database, name=f"Voorbeelddienst {mark}", kind="service-provider")
    return House(http, database, provider, *bodies)


def administrator(subject: str = "beheerder-1") -> dict[str, str]:
    return person_headers("registry:parties", subject=subject)


def of(party: str, subject: str = "medewerker") -> dict[str, str]:
    return person_headers("registry:body", subject=subject, party=party)


def codes(answer: Response) -> list[tuple[str, str]]:
    return [(one["location"], one["code"]) for one in answer.json()["errors"]]


def test_a_mandate_holds_for_a_body_once_another_person_granted_it(house: House) -> None:
    mandate = house.proposed(house.alpha, house.beta)
    assert house.rights() == []

    answer = house.act(mandate, "grants", {"bodies": [house.alpha]}, by=of(house.alpha))

    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] == '"2"'
    assert house.states(mandate) == {house.alpha: "granted", house.beta: "proposed"}
    assert house.rights() == [house.alpha]
    assert [one["holdsToday"] for one in answer.json()["bodies"]] == [True, False]


def test_an_administrator_grants_for_many_bodies_in_one_act_and_says_on_what_basis(house: House) -> None:
    mandate = house.proposed(house.alpha, house.beta, house.gamma)
    asked = {"bodies": [house.alpha, house.beta, house.gamma]}

    without = house.act(mandate, "grants", asked, by=administrator())
    assert (without.status_code, codes(without)) == (400, [("/basis", "no-basis")])
    answer = house.act(mandate, "grants", {**asked, "basis": "brieven van 3 november"}, by=administrator())

    assert answer.status_code == 200, answer.text
    assert house.rights() == sorted([house.alpha, house.beta, house.gamma])


def test_who_proposes_does_not_grant_not_even_as_administrator(house: House) -> None:
    mandate = house.proposed(house.alpha, by=administrator("een"))

    answer = house.act(mandate, "grants", {"bodies": [house.alpha], "basis": "brief"}, by=administrator("een"))

    assert (answer.status_code, codes(answer)) == (403, [("", "same-person")])
    assert house.rights() == []


def test_a_body_grants_for_itself_only(house: House) -> None:
    mandate = house.proposed(house.alpha, house.beta)

    answer = house.act(mandate, "grants", {"bodies": [house.alpha, house.beta]}, by=of(house.alpha))

    assert (answer.status_code, codes(answer)) == (403, [("/bodies/1", "not-your-body")])
    assert house.states(mandate) == {house.alpha: "proposed", house.beta: "proposed"}


def test_the_mandatary_cannot_grant_itself_anything(house: House) -> None:
    mandate = house.proposed(house.alpha)

    answer = house.act(mandate, "grants", {"bodies": [house.alpha]}, by=of(house.provider, "een-ander"))

    assert (answer.status_code, codes(answer)) == (403, [("/bodies/0", "not-your-body")])


@pytest.mark.parametrize("kind", ["service-provider", "umbrella-association", "joint-arrangement", "municipality"])
def test_any_party_can_be_mandatary(house: House, kind: str) -> None:
    mandatary = add_party(house.database, name=f"Voorbeeldpartij {kind} {uuid4().hex[:8]}", kind=kind)

    assert house.propose(house.alpha, mandatary=mandatary, by=administrator()).status_code == 201


def test_a_person_of_the_body_may_propose_for_that_body_alone(house: House) -> None:
    assert house.propose(house.alpha, by=of(house.alpha)).status_code == 201
    several = house.propose(house.beta, house.gamma, by=of(house.beta))
    other = house.propose(house.gamma, by=of(house.beta))

    for answer in (several, other):
        assert (answer.status_code, codes(answer)) == (403, [("/bodies", "not-your-body")])


def test_a_program_neither_proposes_nor_grants_nor_withdraws(house: House) -> None:
    client = registered(house.database, "registry:body", "registry:parties", client=f"c-{uuid4().hex[:8]}")
    program = bearer(house.http, client)
    mandate = house.proposed(house.alpha)

    answers = [
        house.propose(house.beta, by=program),
        house.act(mandate, "grants", {"bodies": [house.alpha], "basis": "brief"}, by=program),
        house.act(mandate, "withdrawals", {}, by=program),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert {code for answer in answers for _, code in codes(answer)} == {"person-needed"}


def test_everything_that_is_wrong_with_a_proposal_is_said_at_once(house: House) -> None:
    demo = add_party(house.database, name=f"Voorbeelddemo {uuid4().hex[:8]}", demo=True)
    other_provider = add_party(house.database, name=f"Dienst {uuid4().hex[:8]}", kind="service-provider")
    bodies = [house.provider, demo, other_provider, "https://nergens.example/x", house.alpha, house.alpha]

    answer = house.propose(
        *bodies, kinds=["notice", "notice"], validFrom="2020-01-01", validUntil="2020-01-01", by=administrator()
    )

    assert answer.status_code == 400
    assert codes(answer) == [
        ("/kinds/1", "named-twice"),
        ("/validFrom", "in-the-past"),
        ("/validUntil", "no-day"),
        ("/bodies/0", "own-mandatary"),
        ("/bodies/1", "demo-with-demo"),
        ("/bodies/2", "buys-nothing"),
        ("/bodies/3", "unknown-party"),
        ("/bodies/5", "named-twice"),
    ]


def test_an_unknown_kind_of_data_or_an_empty_list_is_refused(house: House) -> None:
    assert codes(house.propose(house.alpha, kinds=["gossip"]))[0][0] == "/kinds/0"
    assert house.propose(house.alpha, kinds=[]).status_code == 400
    assert house.propose().status_code == 400
    assert house.propose(house.alpha, basis="").status_code == 400


def test_a_demo_mandatary_takes_demo_bodies_only(house: House) -> None:
    demo = [add_party(house.database, name=f"Voorbeelddemo {uuid4().hex[:8]}", demo=True) for _ in range(2)]

    mixed = house.propose(house.alpha, mandatary=demo[0], by=administrator())

    assert codes(mixed) == [("/bodies/0", "demo-with-demo")]
    assert house.propose(demo[1], mandatary=demo[0], by=administrator()).status_code == 201


def test_a_party_that_ended_neither_gives_nor_gets_a_mandate(house: House) -> None:
    end(house, house.beta)
    assert codes(house.propose(house.beta)) == [("/bodies/0", "ended-party")]

    mandate = house.proposed(house.alpha)
    end(house, house.alpha)
    answer = house.act(mandate, "grants", {"bodies": [house.alpha], "basis": "brief"}, by=administrator())
    assert (answer.status_code, codes(answer)) == (409, [("/bodies/0", "ended-party")])


def test_an_overlapping_mandate_is_refused_and_every_overlap_is_named(house: House) -> None:
    standing = house.granted(house.alpha, house.beta, validUntil=IN_A_YEAR.isoformat())

    answer = house.propose(house.gamma, house.beta, house.alpha, kinds=["spend", "notice"])

    assert answer.status_code == 409
    assert codes(answer) == [("/bodies/1", "overlap"), ("/bodies/2", "overlap")]
    assert standing in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("first_day", "last_day", "status"),
    [(0, 10, 201), (0, 11, 409), (19, None, 409), (20, None, 201), (12, 15, 409), (5, 30, 409)],
)
def test_periods_meet_on_a_day_or_not(house: House, first_day: int, last_day: int | None, status: int) -> None:
    """A mandate stands from day 10 up to but not including day 20."""
    house.proposed(house.alpha, validFrom=day(10), validUntil=day(20))

    answer = house.propose(
        house.alpha, validFrom=day(first_day), validUntil=None if last_day is None else day(last_day)
    )

    assert answer.status_code == status, answer.text


def test_another_kind_another_body_or_another_mandatary_does_not_overlap(house: House) -> None:
    house.granted(house.alpha)
    other = add_party(house.database, name=f"Dienst {uuid4().hex[:8]}", kind="service-provider")

    assert house.propose(house.alpha, kinds=["spend"]).status_code == 201
    assert house.propose(house.beta).status_code == 201
    assert house.propose(house.alpha, mandatary=other, by=administrator()).status_code == 201


def test_the_database_itself_lets_no_second_right_in_for_the_same_days(house: House) -> None:
    mandate = house.granted(house.alpha)
    copied = text("""
        with other as (
            insert into registry.mandate
            select gen_random_uuid(), mandatary_id, kinds, valid, basis, proposed_by, proposed_at, 1
            from registry.mandate where id = :mandate returning id
        ), named as (
            insert into registry.mandate_body (mandate, party_id)
            select other.id, party_id from registry.mandate_body, other where mandate = :mandate returning mandate
        )
        insert into registry.mandate_right (mandate, party_id, kind, mandatary_id, valid)
        select named.mandate, party_id, kind, mandatary_id, valid from registry.mandate_right r, named
        where r.mandate = :mandate
    """)

    with pytest.raises(IntegrityError) as refused, session_on(house.database) as session:
        session.execute(copied, {"mandate": mandate})
    assert isinstance(refused.value.orig, ExclusionViolation)


def test_of_many_who_propose_the_same_at_once_one_succeeds(house: House) -> None:
    proposer = of(house.provider, "voorsteller")
    with ThreadPoolExecutor(4) as at_once:
        answers = list(at_once.map(lambda body: house.propose(body, by=proposer), [house.alpha] * 4))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


def test_a_mandate_stays_written(house: House) -> None:
    mandate = house.granted(house.alpha)

    for forbidden in ("delete from registry.mandate", "delete from registry.mandate_body"):
        with pytest.raises(ProgrammingError) as refused, session_on(house.database) as session:
            session.execute(text(forbidden))
        assert isinstance(refused.value.orig, InsufficientPrivilege)
    assert house.states(mandate) == {house.alpha: "granted"}


def test_the_body_withdraws_at_any_time_from_today_on(house: House) -> None:
    mandate = house.granted(house.alpha, house.beta)

    answer = house.act(mandate, "withdrawals", {"bodies": [house.alpha]}, by=of(house.alpha))

    assert answer.status_code == 200, answer.text
    assert house.states(mandate) == {house.alpha: "withdrawn", house.beta: "granted"}
    assert house.rights() == [house.beta]
    assert house.propose(house.alpha).status_code == 201  # the days are free for another mandate


def test_the_mandatary_gives_a_mandate_back_for_all_bodies_at_once(house: House) -> None:
    mandate = house.granted(house.alpha, house.beta)

    assert house.act(mandate, "withdrawals", {}, by=of(house.provider)).status_code == 200

    assert house.rights() == []
    again = house.act(mandate, "withdrawals", {}, by=of(house.provider))
    assert (again.status_code, codes(again)) == (409, [("/bodies", "withdrawn")])


def test_a_body_does_not_withdraw_for_others(house: House) -> None:
    mandate = house.granted(house.alpha, house.beta)

    answer = house.act(mandate, "withdrawals", {}, by=of(house.alpha))

    assert (answer.status_code, codes(answer)) == (403, [("/bodies/1", "not-your-body")])
    assert len(house.rights()) == 2


def test_a_proposal_can_be_turned_down(house: House) -> None:
    mandate = house.proposed(house.alpha)

    assert house.act(mandate, "withdrawals", {"bodies": [house.alpha]}, by=of(house.alpha)).status_code == 200
    answer = house.act(mandate, "grants", {"bodies": [house.alpha]}, by=of(house.alpha))

    assert (answer.status_code, codes(answer)) == (409, [("/bodies/0", "withdrawn")])


def test_what_cannot_be_granted_leaves_all_as_it_was(house: House) -> None:
    mandate = house.proposed(house.alpha, house.beta)
    house.act(mandate, "grants", {"bodies": [house.alpha], "basis": "brief"}, by=administrator())
    asked = {"bodies": [house.beta, house.alpha, house.gamma, house.beta], "basis": "brief"}

    answer = house.act(mandate, "grants", asked, by=administrator())

    assert answer.status_code == 409
    assert codes(answer) == [
        ("/bodies/2", "not-in-mandate"),
        ("/bodies/3", "named-twice"),
        ("/bodies/1", "granted-already"),
    ]
    assert house.states(mandate) == {house.alpha: "granted", house.beta: "proposed"}


def test_two_people_at_once_the_second_reads_again(house: House) -> None:
    mandate = house.proposed(house.alpha, house.beta)
    seen = house.read(mandate).headers["ETag"]

    first = house.act(mandate, "grants", {"bodies": [house.alpha]}, by=of(house.alpha), if_match=seen)
    second = house.act(mandate, "withdrawals", {"bodies": [house.beta]}, by=of(house.beta), if_match=seen)
    without = house.act(mandate, "grants", {"bodies": [house.beta]}, by=of(house.beta), if_match=None)

    assert [first.status_code, second.status_code, without.status_code] == [200, 412, 428]
    assert house.states(mandate) == {house.alpha: "granted", house.beta: "proposed"}


def test_a_mandate_is_seen_by_who_has_a_part_in_it(house: House) -> None:
    mandate = house.granted(house.alpha)

    for party in (house.alpha, house.provider):
        assert house.http.get(f"/v1/mandates/{mandate}", headers=of(party)).status_code == 200
        listed = house.http.get("/v1/mandates", headers=of(party)).json()["items"]
        assert [one["id"] for one in listed] == [mandate]
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

    assert [one["id"] for one in (*first["items"], *rest["items"])] == numbers
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


def test_me_says_for_whom_a_provider_may_send(house: House) -> None:
    house.granted(house.alpha, validUntil=day(30))
    client = registered(house.database, "ingest:write", client=f"p-{uuid4().hex[:8]}", party=house.provider)

    me = house.http.get("/v1/me", headers=bearer(house.http, client)).json()

    assert me["maySendFor"] == [{"buyer": house.alpha, "kinds": ["notice"], "until": day(30)}]
    assert "mandate" not in [one["code"] for one in me["missing"]]
    assert me["mandatesKnownAt"] is not None


def test_a_party_with_running_mandates_does_not_end(house: House) -> None:
    mandate = house.granted(house.alpha)
    house.proposed(house.beta)

    with session_on(house.database) as session:
        assert running_mandates(session, house.alpha, on=today()) == [UUID(mandate)]
        assert running_mandates(session, house.provider, on=today()) == [UUID(mandate)]
        assert running_mandates(session, house.beta, on=today()) == []
        with pytest.raises(Conflict) as refused:
            no_running_mandates(session, house.alpha, on=today())
    assert mandate in refused.value.errors[0].detail
    house.act(mandate, "withdrawals", {}, by=administrator())
    with session_on(house.database) as session:
        no_running_mandates(session, house.alpha, on=today())


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


def end(house: House, party: str) -> None:
    with session_on(house.database) as session:
        session.execute(
            text("update registry.party set valid_until = :day where uri = :uri"),
            {"day": datetime.now(UTC).date() - timedelta(days=2), "uri": party},
        )


def day(number: int) -> str:
    return (today() + timedelta(days=number)).isoformat()
