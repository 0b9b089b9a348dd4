"""What `/v1/me` says of for whom one may send is what ingest does: nothing as long as something stops all of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.http.who_am_i import Mandates, Me, SendingRight, Standing, who_am_i
from shared.identity.access import Caller

BODY, OTHER = "https://identifier.ppds.example/id/test/a", "https://identifier.ppds.example/id/test/b"
ADMITTED = Standing("admitted")
HELD = Mandates((SendingRight(buyer=OTHER, kinds=["notice"], until=None),), datetime(2027, 1, 1, tzinfo=UTC))
SENDER = Caller(
    client_id="client-1",
    party=BODY,
    party_kind="municipality",
    scopes=frozenset({"ingest:write"}),
    subject="client-1",
    issuer="https://registry.example",
    token_id="1",
    sandbox=False,
)
HARVESTER = replace(SENDER, scopes=frozenset({"ingest:write", "ingest:any-buyer"}))


def me(caller: Caller, standing: Standing, mandates: Mandates = HELD) -> Me:
    return who_am_i(caller, party_name="Voorbeeld", standing=standing, mandates=mandates)


def buyers(found: Me) -> list[str]:
    return [right.buyer for right in found.may_send_for]


def missing(found: Me) -> list[str]:
    return [right.code for right in found.missing]


def test_an_admitted_party_may_send_for_itself_and_for_who_gave_it_a_mandate() -> None:
    answer = me(SENDER, ADMITTED)

    assert (buyers(answer), answer.may_send_for_any_buyer, missing(answer)) == ([BODY, OTHER], False, [])


@pytest.mark.parametrize(
    ("state", "code"),
    [(None, "not-applied"), ("applied", "not-admitted"), ("suspended", "suspended"), ("left", "left")],
)
@pytest.mark.parametrize("caller", [SENDER, HARVESTER], ids=["sender", "harvester"])
def test_a_party_that_is_not_admitted_may_send_for_nobody_and_reads_why(
    caller: Caller, state: str | None, code: str
) -> None:
    answer = me(caller, Standing(state))

    assert (buyers(answer), answer.may_send_for_any_buyer, missing(answer)) == ([], False, [code])
    assert answer.mandates_known_at == HELD.known_at


def test_new_terms_stop_nothing() -> None:
    answer = me(SENDER, Standing("admitted", ("data-space",)))

    assert (buyers(answer), missing(answer)) == ([BODY, OTHER], ["new-terms"])


def test_a_token_of_no_party_or_without_the_scope_may_send_for_nobody() -> None:
    of_nobody = me(replace(HARVESTER, party=None, party_kind=None), Standing(), Mandates())
    reading = me(replace(SENDER, scopes=frozenset({"ingest:read", "ingest:any-buyer"})), ADMITTED)

    assert (buyers(of_nobody), of_nobody.may_send_for_any_buyer, missing(of_nobody)) == ([], False, ["no-party"])
    assert (buyers(reading), reading.may_send_for_any_buyer, missing(reading)) == ([], False, ["scope-ingest-write"])


def test_a_service_provider_sends_for_others_only() -> None:
    provider = replace(SENDER, party_kind="service-provider")

    assert buyers(me(provider, ADMITTED)) == [OTHER]
    assert missing(me(provider, ADMITTED, Mandates())) == ["mandate"]
    assert me(replace(HARVESTER, party_kind="service-provider"), ADMITTED, Mandates()).may_send_for_any_buyer


def test_a_sandbox_client_needs_no_admission_and_never_sends_for_real_buyers() -> None:
    answer = me(replace(HARVESTER, sandbox=True), Standing(), Mandates())

    assert (buyers(answer), answer.may_send_for_any_buyer, missing(answer)) == ([BODY], False, ["sandbox"])
