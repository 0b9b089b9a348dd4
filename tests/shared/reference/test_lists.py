"""The lists themselves: every file is declared, and its rows can be read."""

import csv
from datetime import date
from importlib import resources

import pytest

from shared.reference.lists import reference_list, reference_lists, rows, truth
from shared.reference.published import READ_LISTS


def test_every_data_file_is_declared_with_version_date_and_source() -> None:
    folder = resources.files("shared.reference.data")
    files = {entry.name for entry in folder.iterdir() if entry.name.endswith(".csv")}

    assert {declared.file for declared in reference_lists()} == files
    assert all(declared.version and declared.source and declared.valid_from for declared in reference_lists())


@pytest.mark.parametrize("name", [declared.name for declared in reference_lists()])
def test_every_row_has_as_many_cells_as_the_header(name: str) -> None:
    text = resources.files("shared.reference.data").joinpath(reference_list(name).file).read_text("utf-8")
    header = next(csv.reader(text.splitlines()))

    assert all(tuple(row) == tuple(header) for row in rows(name, header))


@pytest.mark.parametrize("name", READ_LISTS)
def test_a_list_by_which_notices_are_read_begins_with_its_source_and_not_when_it_was_written(name: str) -> None:
    """A next version begins later than the first, so a first day in 2026 would close off every award before it."""
    by_the_agenda = {"product-chains"}

    assert (reference_list(name).valid_from == date(2026, 1, 1)) == (name in by_the_agenda)
    assert reference_list(name).valid_from <= date(2026, 1, 1)


def test_other_columns_than_expected_are_refused() -> None:
    with pytest.raises(ValueError, match="expected"):
        rows("labels", ("code", "nl"))


def test_an_unknown_list_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="no-such-list"):
        reference_list("no-such-list")


@pytest.mark.parametrize("cell", ["True", "yes", "", "1"])
def test_only_true_and_false_are_truths(cell: str) -> None:
    with pytest.raises(ValueError, match="neither true nor false"):
        truth(cell)
