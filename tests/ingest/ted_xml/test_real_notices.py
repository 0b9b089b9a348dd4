"""Every real notice of TED from before eForms is read, and says no contact."""

import pytest

from shared.procurement.finding import Severity
from tests.ingest.ted_xml.builders import parsed, real


def test_every_real_notice_is_read_without_an_error() -> None:
    paths = real("notices")
    faults = {
        path.name: [each.rule for each in parsed(path.read_bytes()).findings if each.severity is Severity.ERROR]
        for path in paths
        if parsed(path.read_bytes()).notice is None
    }
    assert (len(paths), faults) == (45, {})


@pytest.mark.parametrize("word", ["MASKED", "masked@example.org"])
def test_no_contact_of_a_real_notice_is_kept(word: str) -> None:
    assert [path.name for path in real("notices") if word.encode() in parsed(path.read_bytes()).kept] == []
