"""`make faults-table`: which test shows what happens at each row of the catalogue of bad inputs and faults."""

import sys
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator
from rich.console import Console
from rich.table import Table

from infrastructure.faults.page import write_into
from infrastructure.root import ROOT

PAGE = ROOT / "docs" / "faults.md"
CATALOGUE = Path(__file__).with_name("catalogue.toml")
ROWS = 75  # of the catalogue that the design lists


class CatalogueRow(BaseModel):
    """One bad input or fault: the tests that show what happens, or why there is none; and what we do `otherwise`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    what: str
    tests: tuple[str, ...] = ()
    why_not: str = ""
    otherwise: str = ""

    @model_validator(mode="after")
    def _say_one_of_both(self) -> "CatalogueRow":
        if bool(self.tests) == bool(self.why_not):
            message = f"row {self.number} names either tests or why there is none"
            raise ValueError(message)
        return self


def catalogue() -> tuple[CatalogueRow, ...]:
    """Read every row, in order."""
    rows = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["row"]
    return tuple(CatalogueRow.model_validate(row) for row in rows)


def unshown() -> list[str]:
    """Give a line of Markdown for each row without a test: what comes, and why there is none."""
    return [f"- **{row.number}**, {row.what}: {row.why_not}." for row in catalogue() if row.why_not]


def otherwise() -> list[str]:
    """Give a line of Markdown for each row where we do other than the catalogue asks for: what comes, what and why."""
    return [f"- **{row.number}**, {row.what}: {row.otherwise}." for row in catalogue() if row.otherwise]


def main() -> None:
    """Print the table, and write what it says in words into the page."""
    write_into(PAGE, "unshown", unshown())
    write_into(PAGE, "otherwise", otherwise())
    table = Table("", "what comes")
    table.add_column("shown by, or why not", overflow="fold")
    for row in catalogue():
        table.add_row(str(row.number), row.what, "\n".join(row.tests) or row.why_not)
    Console(file=sys.stdout).print(table)


if __name__ == "__main__":
    main()
