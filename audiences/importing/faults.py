"""The rows that were refused, as a file that a spreadsheet opens."""

from collections.abc import Iterator

from audiences.models import Import, ImportFault
from core.csv_cells import MARK, as_csv, defused
from core.tenancy import company_scope

BATCH = 2_000
HEADER = ("Row", "Column", "Value", "Reason")


def parts(import_: Import) -> Iterator[bytes]:
    """The file, some rows at a time; each opens the company's scope for itself."""
    yield MARK + as_csv([HEADER])
    after = (0, 0)
    while rows := _batch(import_, after):
        yield as_csv((fault.row, defused(fault.column), defused(fault.value), fault.reason) for fault in rows)
        after = (rows[-1].row, rows[-1].pk)


def _batch(import_: Import, after: tuple[int, int]) -> list[ImportFault]:
    row, pk = after
    with company_scope(import_.company_id):
        left = ImportFault.objects.filter(of=import_, row__gte=row).exclude(row=row, pk__lte=pk)
        return list(left.order_by("row", "pk")[:BATCH])
