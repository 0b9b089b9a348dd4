"""Outside totals as they are published."""

from datetime import date

from sqlalchemy import Connection, text

from services.kpi.coverage.rules.outside import LIST, OutsideTotals
from shared.reference.lists import columns_of, reference_list, rows

_ENTRIES = text(
    "select entry, version from registry.list_entry where list = :list and valid_from <= :day"
    " and coalesce(valid_until, :day) >= :day order by ordinal"
)


def outside_totals(connection: Connection, *, on: date) -> tuple[OutsideTotals, str]:
    """The totals that hold on a day with their version; those of the program's own list where none was published."""
    found = connection.execute(_ENTRIES, {"list": LIST, "day": on}).all()
    if not found:
        return OutsideTotals(rows(LIST, columns_of(LIST))), reference_list(LIST).version
    return OutsideTotals([row.entry for row in found]), found[0].version
