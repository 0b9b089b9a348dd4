"""What an eForms notice says of a change of a contract (BT-1501, BT-200 to BT-202)."""

from __future__ import annotations

from collections.abc import Iterator

from services.ingest.formats.eforms.fields import Fields
from services.ingest.formats.eforms.markup.section import EXTENSION, Paths, Section
from shared.procurement.contract import Modification

FROM_NOTICE = Paths()
_MODIFICATION = FROM_NOTICE.add(f"{EXTENSION}/efac:ContractModification")

_FROM_MODIFICATION = Paths()
_NOTICE = _FROM_MODIFICATION.add("efbc:ChangedNoticeIdentifier")
_CONTRACT = _FROM_MODIFICATION.add("efbc:ModifiedContractIdentifier")
_DESCRIPTION = _FROM_MODIFICATION.add("efac:Change/efbc:ChangeDescription")
_REASON = _FROM_MODIFICATION.add("efac:ChangeReason/cbc:ReasonCode")
_RATIONALE = _FROM_MODIFICATION.add("efac:ChangeReason/efbc:ReasonDescription")


def modifications(root: Section, fields: Fields) -> Iterator[Modification]:
    """Every change that the notice tells of."""
    for element in root.all(_MODIFICATION):
        stated = _FROM_MODIFICATION.below(element)
        yield Modification(
            contract_id=fields.code(stated.first(_CONTRACT), "BT-1501(c)"),
            changes_notice=fields.code(stated.first(_NOTICE), "BT-1501"),
            reason=fields.code(stated.first(_REASON), "BT-200"),
            rationale=fields.in_language(stated.all(_RATIONALE), "BT-201"),
            description=fields.in_language(stated.all(_DESCRIPTION), "BT-202"),
        )
