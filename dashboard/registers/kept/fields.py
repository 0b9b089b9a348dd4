"""Fields that many acts have."""

from typing import Final

from dashboard.page.language import sentence
from dashboard.registers.register import Field

WHY: Final = Field("reason", sentence("Reden"), "long", explained=sentence("Staat voorgoed in het controlespoor."))
FROM: Final = Field("validFrom", sentence("Geldig vanaf"), "day", required=False)
UNTIL: Final = Field("validUntil", sentence("Geldig tot (niet meer op deze dag)"), "day", required=False)
BODY_HELP: Final = sentence("Naam, nummer (OIN, KvK) of sleutel.")
BODIES_HELP: Final = sentence("Naam, nummer of sleutel, een organisatie per regel.")
PARTY: Final = Field("party", sentence("Organisatie"), "party", explained=BODY_HELP)
