"""Publishing the terms of the data space and the usage terms of its datasets."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from services.registry import locks
from services.registry.faults import BAD_VERSION, IN_THE_PAST
from services.registry.terms import store
from services.registry.terms.rules import DATA_SPACE, DEMO
from services.registry.terms.store import NewTerms, TermsRecord
from shared.errors import BadInput, Conflict
from shared.http.preconditions import demand_match
from shared.log.audit import record_act
from shared.procurement.finding import Finding, Rule, Severity, Text

NO_USES: Final = Rule(
    "no-uses",
    Severity.ERROR,
    "Gebruiksvoorwaarden zeggen wie de gegevens waarvoor mag gebruiken.",
    "Usage terms say who may use the dataset for what.",
    Text("Noem ten minste een gebruik.", "State at least one use."),
)

VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")


def publish_terms(session: Session, new: NewTerms, *, actor: str, on: date) -> TermsRecord:
    """Publish a version of terms, in force from a day that is not over; earlier versions stay as they are.

    Raises BadInput with every fault, Conflict when the document has a version of this name.
    """
    locks.take(session, locks.TERMS)
    return _published(session, new, actor=actor, on=on)


def publish_usage_terms(session: Session, new: NewTerms, *, actor: str, on: date, if_match: str | None) -> TermsRecord:
    """Publish usage terms of a dataset, knowing the newest; raises PreconditionFailed or PreconditionRequired too."""
    locks.take(session, locks.TERMS)
    known = store.versions(session, document=new.document)
    demand_match(if_match, newest_number(known))
    return _published(session, new, actor=actor, on=on)


def newest_number(versions: Sequence[TermsRecord]) -> int:
    """The number of the newest version of a document, 0 when it has none: the version in its `ETag`."""
    return max((version.number for version in versions), default=0)


def _published(session: Session, new: NewTerms, *, actor: str, on: date) -> TermsRecord:
    if faults := tuple(_faults(new, on=on)):
        raise BadInput(
            nl="Deze voorwaarden kunnen zo niet worden gepubliceerd; zie errors.",
            en="These terms cannot be published like this; see errors.",
            errors=faults,
        )
    if not store.publish(session, new, actor=actor):
        raise Conflict(
            nl=f"Er is al een versie {new.version} van deze voorwaarden; een gepubliceerde versie verandert niet.",
            en=f"There is a version {new.version} of these terms already; a published version does not change.",
        )
    record_act(
        session,
        "registry",
        actor=actor,
        act="terms.publish",
        subject=f"{new.document} {new.version}",
        detail={"validFrom": new.valid_from.isoformat()},
    )
    published = store.versions(session, document=new.document)
    return next(version for version in published if version.version == new.version)


def _faults(new: NewTerms, *, on: date) -> Iterator[Finding]:
    if not VERSION.fullmatch(new.version) or new.version == DEMO:
        yield BAD_VERSION.at("/version")
    if new.valid_from < on:
        yield IN_THE_PAST.at("/validFrom", today=on)
    if new.document != DATA_SPACE and not new.uses:
        yield NO_USES.at("/uses")
