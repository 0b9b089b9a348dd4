"""Whatever is done to a notice, reading it gives an answer, and the answer can be read again."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.ingest.eforms.builders import parsed, sample

NAMES = ("call", "award", "withheld", "old_paths")
# The same examples in every run; no deadline, because a busy machine is no fault of the reader.
CALM = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
ODD_TEXTS = st.one_of(
    st.sampled_from(["unpublished", "-1", "", " ", "NaN", "1e999", "9" * 400, "0000-00-00", "#1", "LOT-0001", "true"]),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=30
    ),
)


def answers(body: bytes) -> None:
    result = parsed(body)
    assert result.notice is not None or result.findings
    if result.kept:
        again = parsed(result.kept)
        assert again.kept == result.kept
        assert again.notice == result.notice


@CALM
@given(
    name=st.sampled_from(NAMES), changes=st.lists(st.tuples(st.integers(0, 20_000), st.binary(max_size=4)), max_size=5)
)
def test_any_bytes_changed_give_an_answer(name: str, changes: list[tuple[int, bytes]]) -> None:
    body = sample(name)
    for position, replacement in changes:
        at = position % len(body)
        body = body[:at] + replacement + body[at + len(replacement) :]
    answers(body)


@CALM
@given(body=st.binary(max_size=200))
def test_any_bytes_at_all_give_an_answer(body: bytes) -> None:
    answers(body)


@CALM
@given(
    name=st.sampled_from(NAMES),
    changes=st.lists(
        st.tuples(st.integers(0, 2000), st.sampled_from(["text", "attribute", "drop", "double", "move"]), ODD_TEXTS),
        min_size=1,
        max_size=6,
    ),
)
def test_any_elements_changed_give_an_answer(name: str, changes: list[tuple[int, str, str]]) -> None:
    root = etree.fromstring(sample(name))
    for position, change, text in changes:
        elements = list(root.iter())
        element = elements[position % len(elements)]
        parent = element.getparent()
        if change == "text":
            element.text = text
        elif change == "attribute":
            element.set(next(iter(map(str, element.keys())), "name"), text)
        elif parent is None:
            continue
        elif change == "drop":
            parent.remove(element)
        elif change == "double":
            parent.append(etree.fromstring(etree.tostring(element, with_tail=False)))
        else:
            elements[-1].append(etree.fromstring(etree.tostring(element, with_tail=False)))
    answers(etree.tostring(root))
