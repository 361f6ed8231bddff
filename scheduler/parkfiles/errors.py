"""What can be wrong with park files: faults that name their place, and the error that tells all of them at once."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.errors import SchedulerError


@dataclass(frozen=True, slots=True)
class ParkFault:
    """One thing wrong with a park file: where, what it says, how to mend it."""

    #: File name, or workbook and sheet, such as `machines.csv` or `park.xlsx[设备]`.
    source: str
    #: Row as a spreadsheet counts, the header being 1 (in a CSV file: the line); None: the whole table.
    row: int | None
    #: Header of the column as it stands in the file; None: the whole row.
    column: str | None
    #: The offending value as text, empty where there is none.
    value: str
    #: What is wrong.
    message: str
    #: What would be right.
    cure: str

    def __str__(self) -> str:
        """Render as one line for people."""
        place = self.source if self.row is None else f"{self.source}, row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        told = f"{self.value!r} {self.message}" if self.value else self.message
        return f"{place}: {told}; {self.cure}"


class ParkFileError(SchedulerError):
    """Park files that cannot be read; `faults` lists every place, and nothing was loaded."""

    def __init__(self, faults: tuple[ParkFault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class CellError(ValueError):
    """A value that a column cannot hold; whoever knows the row and the column makes a fault of it."""

    def __init__(self, message: str, cure: str) -> None:
        self.message = message
        self.cure = cure
        super().__init__(f"{message}; {cure}")
