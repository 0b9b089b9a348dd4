"""What a text is not, said in both languages to whoever wrote it."""


class Misread(ValueError):
    """A text that is not what it should be. The message is a full English sentence; `nl` says the same in Dutch."""

    def __init__(self, en: str, *, nl: str) -> None:
        super().__init__(en)
        self.nl = nl
