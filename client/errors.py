"""What can go wrong between a sending system and the data space, each with its sentence in Dutch and English.

ClientError
+-- WrongUse           what was asked for does not exist: a file, a format, a code, a profile
+-- Unreachable        no answer at all: the network, the address, a time-out
+-- Unfinished         the service answers, and is not done in the time there was
+-- ProblemAnswer      the service answered with a problem (RFC 9457)
+-- UnexpectedAnswer   the service answered something this client cannot read
+-- UnknownFormat      a file that cannot be sent: its format cannot be told, or it holds nothing
+-- ProfileIncomplete  an address or a key that was never set
"""

from shared.errors import PpdsError
from shared.procurement.finding import Finding, Language


class ClientError(PpdsError):
    """Base of everything this package raises on purpose; `client.faults` declares what each says."""

    def __init__(self, fault: Finding) -> None:
        """Say this; the code of the fault names it for programs."""
        super().__init__(errors=(fault,))
        self.fault = fault

    def sentence(self, language: Language) -> str:
        """What it says, with what to do, in this language."""
        return self.fault.sentence(language)


class WrongUse(ClientError):
    """What was asked for does not exist."""


class Unreachable(ClientError):
    """No answer came, also after retrying. Nothing is known about what the service did."""


class Unfinished(ClientError):
    """A submission was not processed in the time there was."""


class UnexpectedAnswer(ClientError):
    """The answer does not have the documented shape: usually a wrong address or a newer service."""


class UnknownFormat(ClientError):
    """A file that cannot be sent."""


class ProfileIncomplete(ClientError):
    """An address, client id or key is needed and stands in no option, variable or profile."""


class ProblemAnswer(ClientError):
    """The service refused, and said why.

    `status` is the HTTP status, `errors` holds all faults of the request at once (400). `in_the_question`: what was
    asked does not exist or cannot be asked.
    """

    def __init__(
        self, status: int, fault: Finding, *, errors: tuple[Finding, ...] = (), in_the_question: bool = False
    ) -> None:
        """Keep the parts."""
        super().__init__(fault)
        self.status = status
        self.errors = errors
        self.in_the_question = in_the_question
