"""What a text is not, said in both languages to whoever wrote it."""

from shared.procurement.finding import Text


class Misread(ValueError):
    """A text that is not what it should be. The message is a full English sentence; `nl` says the same in Dutch."""

    def __init__(self, en: str, *, nl: str) -> None:
        super().__init__(en)
        self.nl = nl

    @property
    def text(self) -> Text:
        """What it says in both languages."""
        return Text(self.nl, str(self))
