"""What one person proposed and another decides on, whatever it is: how a decision is kept, and who may take it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.errors import Refused
from shared.procurement.finding import Rule
from shared.tables.base import Base


class Decided:
    """Columns of what is decided: by whom, when and why; `revision` is one more after each act."""

    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    revision: Mapped[int] = mapped_column(server_default=text("1"))


class Proposed(Decided):
    """Columns of what one person proposes and another decides on."""

    state: Mapped[str] = mapped_column(server_default=text("'draft'"))
    reason: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime] = mapped_column(server_default=func.now())


def keep_decision(
    session: Session,
    table: type[Base],
    which: ColumnElement[bool],
    *,
    state: str,
    actor: str,
    decision: str,
    **more: object,
) -> None:
    """Write what became of a draft, by whom and why; `more` are columns of this table beside those that all have."""
    stated: dict[str, Any] = {"state": state, "decided_by": actor, "decided_at": func.now(), "decision": decision}
    session.execute(
        update(table).where(which).values(**stated, **more, revision=table.__table__.c.revision + 1),
        execution_options={"synchronize_session": False},
    )


def demand_another(actor: str, *, than: str, rule: Rule) -> None:
    """Raises Refused with the rule when who decides is who proposed."""
    if actor == than:
        raise Refused(errors=(rule.within("header", "Authorization"),))
