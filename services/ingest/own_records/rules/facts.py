"""What every fact of own records is made with: the model its ruling version reads as, and where it stands."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import ValidationError

from services.ingest.data_contracts.model import OwnRecordModel
from services.ingest.own_records.rules.versions import Ruling
from services.ingest.register.rules import Register
from shared.procurement.own_record import Release

M = TypeVar("M", bound=OwnRecordModel)


def model_of(ruling: Ruling, contract: type[M]) -> M | None:
    """The content as its data contract reads it; None when what conflicting versions agree on is not enough."""
    try:
        return contract.model_validate(ruling.version.content)
    except ValidationError:
        return None


def standing_columns(ruling: Ruling, register: Register) -> dict[str, Any]:
    """The columns that every fact of own records has."""
    party = register.parties.get(ruling.version.body)
    return {
        "lead_body": ruling.version.body,
        "tier": None if party is None else party.tier,
        "sender_key": ruling.version.key,
        "released": ruling.version.release is not Release.HOLD,
        "counted": True,
    }
