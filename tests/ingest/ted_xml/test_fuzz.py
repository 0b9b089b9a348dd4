"""Whatever stands in a notice of TED, reading it never raises, and what it keeps reads the same again."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ingest.ted_xml.builders import award, call, parsed

BODIES = (call(), award())
TAGS = sorted({each.decode() for body in BODIES for each in re.findall(rb"<([A-Z_0-9]+)", body)})
WORDS = st.text(st.characters(exclude_characters="<&\x00", exclude_categories=["Cs", "Cc"]), max_size=30)
VALUES = st.one_of(WORDS, st.sampled_from(["-1", "1e999", "NaN", "9999-12-31", "31", "0", "1-9999", "1.2.3", "NO"]))
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(body=st.sampled_from(BODIES), tag=st.sampled_from(TAGS), value=VALUES)
def test_any_value_in_any_element(body: bytes, tag: str, value: str) -> None:
    text = re.sub(rf"(<{tag}(?:\s[^>]*)?>)[^<]*", lambda found: found[1] + value, body.decode())
    first = parsed(text.encode())
    if first.kept:
        again = parsed(first.kept)
        assert (again.notice, again.kept) == (first.notice, first.kept)


@quick
@given(body=st.sampled_from(BODIES), tag=st.sampled_from(TAGS), other=st.sampled_from(TAGS))
def test_any_element_under_another_name(body: bytes, tag: str, other: str) -> None:
    got = parsed(re.sub(rf"(</?){tag}(?=[\s/>])", rf"\1{other}", body.decode()).encode())
    assert got.notice is not None or got.findings


@quick
@given(body=st.sampled_from(BODIES), start=st.integers(0, 5000), size=st.integers(1, 500))
def test_any_piece_missing(body: bytes, start: int, size: int) -> None:
    got = parsed(body[:start] + body[start + size :])
    assert got.notice is not None or got.findings


@quick
@given(body=st.binary(max_size=300))
def test_any_bytes(body: bytes) -> None:
    assert parsed(b"<TED_EXPORT>" + body).notice is None
