"""What answers share is read once, and again when what it was read from has moved."""

from collections.abc import Hashable, Sequence

from services.kpi.definitions.known import Kept


def test_what_is_kept_is_read_once_per_key_as_long_as_its_state_stays() -> None:
    read: list[str] = []
    kept: Kept[int] = Kept(10)

    def reading(name: str) -> int:
        read.append(name)
        return len(read)

    assert [kept.get(1, "a", lambda: reading("a")) for _ in range(3)] == [1, 1, 1]
    assert kept.get(1, "b", lambda: reading("b")) == 2
    assert kept.get(2, "a", lambda: reading("a")) == 3
    assert kept.get(2, "b", lambda: reading("b")) == 4
    assert read == ["a", "b", "a", "b"]


def test_of_many_only_those_that_are_not_kept_are_read() -> None:
    kept: Kept[str] = Kept(10)
    kept.get(1, "b", lambda: "B")
    asked: list[object] = []

    def read(keys: Sequence[Hashable]) -> dict[Hashable, str]:
        asked.extend(keys)
        return {key: str(key).upper() for key in keys}

    assert kept.get_all(1, ["a", "b", "c"], read) == {"a": "A", "b": "B", "c": "C"}
    assert asked == ["a", "c"]


def test_an_answer_in_an_older_snapshot_gets_what_stood_then() -> None:
    kept: Kept[str] = Kept(10)
    kept.get(2, "a", lambda: "new")

    assert kept.get(1, "a", lambda: "old") == "old"
    assert kept.get(2, "a", lambda: "new again") == "new again"


def test_no_more_is_kept_than_was_said() -> None:
    kept: Kept[int] = Kept(3)
    for number in range(100):
        kept.get(1, number, lambda number=number: number)  # type: ignore[misc]
    assert len(kept._values) <= 3


def test_what_fails_is_not_kept() -> None:
    kept: Kept[int] = Kept()
    for _ in range(2):
        try:
            kept.get(1, None, lambda: 1 // 0)
        except ZeroDivisionError:
            continue
    assert kept.get(1, None, lambda: 7) == 7
