"""Looking something up by a code in the address: what is there, or a page that names the nearest code."""

from collections.abc import Callable, Mapping

from httpx import codes

from dashboard.asking.answers import Answer
from dashboard.asking.faults import Refused
from dashboard.page.faults import NotThere
from shared.nearest import nearest


def found(ask: Callable[[], Answer], *, wanted: str, room: str, known: Callable[[], Mapping[str, str]]) -> Answer:
    """What a service answers; raises NotThere with the code most like the wanted one.

    Args:
        ask: asks the service.
        wanted: the code as it stands in the address.
        room: the address before the code, as "/doelen".
        known: asks for all codes and their names, once the wanted one is not there.
    """
    try:
        return ask()
    except Refused as refused:
        if refused.status != codes.NOT_FOUND:
            raise
        named = known()
        alike = nearest(wanted, named)
        raise NotThere(wanted, [(f"{room}/{alike}", f"{alike}: {named[alike]}")] if alike else []) from refused
