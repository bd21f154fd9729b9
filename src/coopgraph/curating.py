"""The commands by which tables are begun, filled in by spreadsheet, and read back.

As in `cli`, the modules of a command are loaded when it is called, for the library of workbooks
takes a third of a second.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from coopgraph import settings

FAULTS = 1
"""The exit code where what was given has faults."""

new = typer.Typer(help="Begin something new in the tables.", no_args_is_help=True)


@new.callback()
def begin() -> None:
    """Begin something new in the tables."""


@new.command("source")
def new_source(
    key: Annotated[str, typer.Argument(help="the key of the source, such as ruiz-2009")],
    text: Annotated[
        Path | None, typer.Option(help="its plain text: lines and SHA-256 are taken from it")
    ] = None,
    table: Annotated[
        list[str] | None, typer.Option(help="a table that it begins with; may be repeated")
    ] = None,
) -> None:
    """Make the folder of a new source, and ask for its row in sources.csv.

    Example: coopgraph new source ruiz-2009 --text ruiz.txt --table ties --table statements
    """
    from coopgraph.sheets import folders

    root = settings.from_environment().root
    asked = {
        field["name"]: _ask(f"{field['title']} ({field['wanted']})")
        for field in folders.asked_fields(root)
    }
    line = folders.source_row(root, key, text, asked)
    for path in folders.new_source(root, key, tuple(table or ())):
        typer.echo(path)
    folders.add_source_row(root, line)
    _say(f"added to data/authority/sources.csv: {line.strip()}; now `coopgraph check`")


def template(
    table: Annotated[str, typer.Argument(help="a table, such as data/authority/actors.csv")],
    output: Annotated[Path, typer.Option(help="the workbook to write (.xlsx)")],
) -> None:
    """Write a table as a workbook: text cells, and lists of what a column may hold.

    Example: coopgraph template data/articles/aldana/ties.csv --output ties.xlsx
    """
    from coopgraph.sheets.templates import write_template

    lists = write_template(settings.from_environment().root, table, output)
    _say(f"{output}: columns with a list: {lists}")


def import_(
    sheet: Annotated[Path, typer.Argument(help="a file of a spreadsheet: .xlsx or .csv")],
    table: Annotated[str, typer.Argument(help="the table that it is to become")],
) -> None:
    """Read a table back from a spreadsheet; what cannot be read surely is refused, and named.

    Example: coopgraph import ties.xlsx data/articles/aldana/ties.csv
    """
    from coopgraph.sheets.importing import import_table, write_table

    root = settings.from_environment().root
    imported = import_table(root, sheet, table)
    for line in (*imported.remarks, *imported.notes):
        typer.echo(f"{sheet}: {line}")
    if not imported.is_whole:
        _say(f"{table} was left as it is")
        raise typer.Exit(FAULTS)
    write_table(root, table, imported)
    _say(f"{table}: rows: {imported.rows}")


def _ask(question: str) -> str:
    """What a person types, or a file holds line by line; the question goes to standard error."""
    typer.echo(f"{question}: ", err=True, nl=False)
    return sys.stdin.readline().strip()


def _say(line: str) -> None:
    typer.echo(line, err=True)
