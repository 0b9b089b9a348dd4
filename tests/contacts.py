"""Ways in which people write a contact: every one is taken out of whatever is kept, by one rule."""

from typing import Final

CONTACTS: Final = {
    "a mail address": "jan@gemeente.nl",
    "a wide at sign": "jan\uff20gemeente.nl",
    "a mobile number": "06-12345678",
    "a number from abroad": "+31 6 12345678",
    "an at sign in words": "jan (at) gemeente.nl",
    "an at sign as an entity": "jan&#64;gemeente.nl",
    "an at sign as in a link": "jan%40gemeente.nl",
    "a small at sign": "jan\ufe6bgemeente.nl",
    "a mobile number with a hyphen": "06\u201012345678",
    "a number with a dash": "0344\u2013123456",
    "a number behind its word": "fax: 7654321",
}
"""One of each spelling, with what it is called."""

SECRET: Final = {name: written.removeprefix("fax: ") for name, written in CONTACTS.items()}
"""The part of each that may not be found anywhere afterwards."""
