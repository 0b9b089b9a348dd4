"""Four eyes: whoever proposes a criterion does not adopt it, whoever asks does not answer."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

SAME_PROPOSER: Final = Rule(
    "criterion-same-person",
    Severity.ERROR,
    "Wie een criterium voorstelt, stelt het niet zelf vast.",
    "Whoever proposes a criterion does not adopt it.",
    Text("Vraag het een ander.", "Ask somebody else."),
)
SAME_ASKER: Final = Rule(
    "need-same-person",
    Severity.ERROR,
    "Wie een behoefte meldt, beantwoordt haar niet zelf.",
    "Whoever asks for something does not answer that.",
    Text("Vraag het een ander.", "Ask somebody else."),
)
