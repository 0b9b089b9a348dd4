"""The demonstration: a generated year of fictitious bodies, sent through the ingest API like any sender's documents."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from rich.console import Console
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from client.answers import Figures, Indicator
from client.command.sender.sending import print_deliveries, progress_of
from client.documents import documents
from client.http import DataSpace
from client.profile import Profile
from client.push import Delivery, FindingSummary, Journal, push, summarise
from client.show.cards import labels
from client.show.figures import figures_table
from client.show.impact import impact_table
from client.tables import print_table
from client.words import Words
from demo import write
from demo.goals import goals_of_the_demonstration, goals_shown
from demo.market.bodies import Body
from demo.own_records import write_own_records, write_spend_of_ministries
from demo.publishing import publish_the_year
from demo.taking_part import take_part
from deploy.machine import Machine, runs_test_issuer
from deploy.runner import Notice
from shared.errors import PpdsError
from shared.procurement.finding import Text

SENDER_SCOPES: Final = ("ingest:write", "ingest:read", "ingest:any-buyer", "kpi:read", "registry:read")
OWN_SCOPES: Final = ("ingest:write", "ingest:read")
YEAR: Final = 2025
_PERIOD: Final = {"from": f"{YEAR}-01", "until": f"{YEAR}-12"}
CAUGHT_UP_SECONDS: Final = 300.0


class DemoFailed(PpdsError):
    """The demonstration did not reach its table of figures; the text says why."""


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demonstration showed."""

    profile: Profile
    deliveries: tuple[Delivery, ...]
    findings: tuple[FindingSummary, ...]
    figures: tuple[Figures, ...]
    issuer_url: str
    dashboard_url: str


def show(machine: Machine, *, words: Words, console: Console, notice: Notice) -> DemoResult:
    """Send the year, wait until kpi has read all of it, and print every indicator by tier.

    Raises:
        DemoFailed: a document failed, kpi did not catch up, or an indicator gave no figures.
    """
    folder = machine.data_dir / "demo-year"
    notice(
        Text(f"de documenten van {YEAR} worden geschreven in {folder}", f"writing the documents of {YEAR} to {folder}")
    )
    write(folder, packed=True)
    report = machine.registry.import_parties(folder / "parties.csv", demo=True)
    if report.refused:
        raise DemoFailed(
            nl=f"{report.refused} organisaties van de demo zijn geweigerd: {report.findings[:3]}",
            en=f"{report.refused} of the demo's parties were refused: {report.findings[:3]}",
        )
    if runs_test_issuer():
        take_part(machine.addresses.url("registry"), machine.addresses.issuer_url)
    sender = machine.registry.client_with_key(
        machine.data_dir / "clients", name="demo-sender", scopes=SENDER_SCOPES, party=machine.registry.demo_party()
    )
    profile = Profile(
        machine.addresses.url("registry"),
        machine.addresses.url("ingest"),
        machine.addresses.url("kpi"),
        client_id=sender.client_id,
        client_key_file=str(sender.key_file),
    )
    with DataSpace(profile, language=words.language) as space:
        deliveries = _send(space, [folder / "eforms", folder / "ocds"], machine.data_dir, words=words, console=console)
        findings = summarise(space, deliveries)
        for body, place in (*write_own_records(folder).items(), *write_spend_of_ministries(folder).items()):
            with DataSpace(_own_profile(machine, profile, body), language=words.language) as own:
                more = _send(own, [place], machine.data_dir, words=words, console=console)
                deliveries, findings = [*deliveries, *more], [*findings, *summarise(own, more)]
        if runs_test_issuer():
            goals_of_the_demonstration(machine.addresses.url("kpi"), machine.addresses.issuer_url)
        notice(Text("wachten tot kpi alles gelezen heeft", "waiting until kpi has read all of it"))
        _wait_for_kpi(machine)
        indicators = space.indicators()
        figures = _figures(space, indicators)
        names = labels(space, words, bodies=False)
        asked = {**_PERIOD, "tier": "central", "groupBy": "organisation,purchaseType"}
        impact = space.read("kpi", "/v1/spend-impact", asked)
        goals = goals_shown(space, words) if runs_test_issuer() else []
    if runs_test_issuer():
        notice(Text("de cijfers worden gepubliceerd", "publishing the figures"))
        publish_the_year(profile, machine.addresses.issuer_url)
    print_deliveries(deliveries, findings, console=console, words=words)
    for answer in figures:
        console.print()
        name = names.get("indicator", {}).get(answer.indicator, "")
        print_table(console, figures_table(answer, words, name=name, labels=names))
    for table in (impact_table(impact, words), *goals):
        console.print()
        print_table(console, table)
    if failed := [delivery for delivery in deliveries if delivery.fault or _failed(delivery)]:
        raise DemoFailed(
            nl=f"{len(failed)} van {len(deliveries)} documenten zijn mislukt; zie de tabel hierboven.",
            en=f"{len(failed)} of {len(deliveries)} documents failed; see the table above.",
        )
    if not figures or not all(row.counts for answer in figures for row in answer.rows):
        raise DemoFailed(nl="Een indicator gaf geen enkel cijfer.", en="An indicator gave no figures at all.")
    addresses = machine.addresses
    return DemoResult(
        profile, tuple(deliveries), tuple(findings), figures, addresses.issuer_url, addresses.dashboard_url
    )


def _send(
    space: DataSpace, folders: Sequence[Path], data_dir: Path, *, words: Words, console: Console
) -> list[Delivery]:
    to_send = documents(folders, space.formats()).to_send
    with progress_of(to_send, console, words) as watch:
        return push(space, to_send, journal=Journal(data_dir / "demo-push.jsonl"), watch=watch)


def _own_profile(machine: Machine, profile: Profile, body: Body) -> Profile:
    """A client of a body of its own: what a body keeps itself it sends itself."""
    client = machine.registry.client_with_key(
        machine.data_dir / "clients", name=f"demo-{body.number}", scopes=OWN_SCOPES, party=body.key
    )
    return replace(profile, client_id=client.client_id, client_key_file=str(client.key_file))


def _wait_for_kpi(machine: Machine) -> None:
    behind = text(
        "select (select coalesce(max(position), 0) from procurement.change)"
        " > coalesce((select position from kpi.cursor where name = 'procurement'), 0)"
        " or exists (select from kpi.stale)"
    )
    engine = create_engine(machine.owner_url, poolclass=NullPool)
    ends_at = time.monotonic() + CAUGHT_UP_SECONDS
    try:
        while True:
            with engine.connect() as connection:
                if not connection.execute(behind).scalar_one():
                    return
            if time.monotonic() > ends_at:
                raise DemoFailed(
                    nl=f"kpi had na {CAUGHT_UP_SECONDS:.0f} seconden niet alles gelezen.",
                    en=f"kpi had not read everything after {CAUGHT_UP_SECONDS:.0f} seconds.",
                )
            machine.runner.look()
            time.sleep(0.2)
    finally:
        engine.dispose()


def _figures(space: DataSpace, indicators: Sequence[Indicator]) -> tuple[Figures, ...]:
    """Every indicator by tier over the year, those that are stated per theme by theme too; not what is of bodies."""
    by_grouping: dict[str, list[str]] = {}
    for indicator in indicators:
        if "organisation" in indicator.measure.required_dimensions:
            continue
        grouping = ",".join(["tier", *indicator.measure.required_dimensions])
        by_grouping.setdefault(grouping, []).append(indicator.code)
    return tuple(
        answer for grouping, codes in by_grouping.items() for answer in space.values(codes, **_PERIOD, groupBy=grouping)
    )


def _failed(delivery: Delivery) -> bool:
    return delivery.submission is not None and delivery.submission.state == "failed"
