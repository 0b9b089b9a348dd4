"""Fields that many acts have."""

from typing import Final

from dashboard.page.language import sentence
from dashboard.registers.register import Field

WHY: Final = Field("reason", sentence("Reden"), "long", explained=sentence("Staat voorgoed in het controlespoor."))
FROM: Final = Field("validFrom", sentence("Geldig vanaf"), "day", required=False)
UNTIL: Final = Field("validUntil", sentence("Geldig tot (niet meer op deze dag)"), "day", required=False)
KEY_HELP: Final = sentence("De sleutel (URI) van de organisatie; u vindt haar op de pagina van de organisatie.")
PARTY: Final = Field("party", sentence("Organisatie"), explained=KEY_HELP)
