"""Acts on packs: keeping what was drawn up as a draft, approving it as another person, withdrawing it."""

from typing import NoReturn

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from services.kpi.deciding import demand_another
from services.kpi.packs import store
from services.kpi.packs.rules.faults import SAME_PERSON
from services.kpi.packs.store import Pack, State
from shared.errors import Conflict, NotFound
from shared.http.preconditions import demand_match
from shared.log.audit import record_act


def decide(session: Session, name: str, *, state: State, decision: str, if_match: str | None, actor: str) -> Pack:
    """Publish a draft for good, as somebody else than who drew it up, or put it aside.

    Raises NotFound, PreconditionFailed (or PreconditionRequired), Refused for whoever drew it up, and Conflict when it
    was decided already.
    """
    store.lock(session)
    draft = pack_of(session, name)
    demand_match(if_match, draft.revision)
    if draft.state != "draft":
        raise Conflict(
            nl=f"Over {name} is al besloten; maak een nieuw pakket op.",
            en=f"{name} was decided on already; draw up another pack.",
        )
    if state == "published":
        demand_another(actor, than=draft.drawn_up_by, rule=SAME_PERSON)
    store.decide(session, draft.id, state=state, actor=actor, decision=decision)
    act = "pack.approve" if state == "published" else "pack.withdraw"
    record_act(session, "kpi", actor=actor, act=act, subject=name, detail={"checksum": draft.checksum})
    return pack_of(session, name)


def pack_of(source: Session | Connection, name: str) -> Pack:
    """A pack by its name; raises NotFound."""
    pack = store.named(source, name)
    return pack if pack is not None else no_such_pack(name)


def no_such_pack(name: str) -> NoReturn:
    """Say that there is none."""
    raise NotFound(
        nl=f"Er is geen pakket {name[:60]!r}; GET /v1/packs noemt ze.",
        en=f"There is no pack {name[:60]!r}; GET /v1/packs lists them.",
    )
