import pytest

from shared.errors import PreconditionFailed, PreconditionRequired
from shared.http.preconditions import demand_match, etag
from shared.http.problems.answers import answer


def test_a_version_is_shown_as_a_quoted_tag() -> None:
    assert etag(7) == '"7"'


@pytest.mark.parametrize(
    "stated", ['"7"', ' "7" ', '"6", "7"', '"6","7"', '"7" ,\t"6"', ',"7",', 'W/"6", "7"', '"a,b","7"', "*", " * "]
)
def test_a_change_from_the_current_version_goes_on(stated: str) -> None:
    demand_match(stated, 7)


@pytest.mark.parametrize(
    "stated",
    [
        '"6"',
        "7",
        'W/"7"',
        'w/"7"',
        '"77"',
        '"6","8"',
        'W/"7", "6"',
        '"6", 7',
        '"7" "6"',
        '"7", *',
        "**",
        '"6,"7",8"',
        ",",
    ],
)
def test_a_change_from_another_version_is_refused(stated: str) -> None:
    with pytest.raises(PreconditionFailed):
        demand_match(stated, 7)


@pytest.mark.parametrize("stated", [None, "", "  "])
def test_a_change_that_names_no_version_is_refused(stated: str | None) -> None:
    with pytest.raises(PreconditionRequired):
        demand_match(stated, 7)


def test_each_has_its_own_status_and_tells_what_to_do() -> None:
    for stated, status, what in ((None, 428, b"If-Match"), ('"1"', 412, b"current version")):
        with pytest.raises((PreconditionFailed, PreconditionRequired)) as refusal:
            demand_match(stated, 7)
        given = answer(refusal.value, accept_language="en")
        assert given.status_code == status
        assert what in bytes(given.body)
