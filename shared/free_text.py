"""Text that an administrator or a body writes freely: kept without e-mail addresses and telephone numbers."""

from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, Field

from shared.procurement.contacts import without_contacts


def _without_contacts(text: str) -> str:
    return without_contacts(text, telephone=True)


WITHOUT_CONTACTS: Final = AfterValidator(_without_contacts)

WrittenReason: TypeAlias = Annotated[str, Field(min_length=3, max_length=1000), WITHOUT_CONTACTS]
"""Why something was done, as it is kept."""
