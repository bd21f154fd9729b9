"""Findings that are let pass for a while, as `data/authority/exceptions.csv` says, with a reason.

Only what a shape or a check found can be let pass: a row that breaks a rule of its table cannot be
read, so there is nothing that could pass.
"""

from collections.abc import Iterable
from datetime import date

from coopgraph.faults import Fault, Severity
from coopgraph.tables.read import Tables
from coopgraph.tables.rows import Row
from coopgraph.texts import told

_KIND = "exceptions"


def excepted(faults: Iterable[Fault], tables: Tables, today: date | None) -> list[Fault]:
    """The faults less those let pass, and a warning for each exception that is of no use.

    Args:
        faults: all faults, with the keys of their rows.
        tables: all tables, the one of exceptions among them.
        today: the day by which an exception has ended; without it none has.
    """
    left = list(faults)
    listed = [table.rows for table in tables.tables if table.entry.schema.kind == _KIND]
    for row in (row for rows in listed for row in rows if not row.is_faulty):
        kept = [fault for fault in left if not _excepts(row, fault)]
        if today is not None and row["until"] < today.isoformat():
            left.append(_ended(row))
        elif len(kept) == len(left):
            left.append(_unused(row))
        else:
            left = kept
    return left


def _excepts(row: Row, fault: Fault) -> bool:
    named = (row["rule"], row["table"], row["key"])
    return bool(fault.component) and named == (fault.rule, fault.cell.path, fault.key)


def _ended(row: Row) -> Fault:
    cell, until = row.cell("until"), row["until"]
    message = told("exception-ended", column=cell.header, text=until)
    return Fault(
        cell, Severity.WARNING, message, "exception-ended", until, told("later-day"), key=row["key"]
    )


def _unused(row: Row) -> Fault:
    cell = row.cell("key")
    message = told(
        "exception-unused",
        column=cell.header,
        text=row["key"],
        rule=row["rule"],
        table=row["table"],
    )
    return Fault(cell, Severity.WARNING, message, "exception-unused", row["key"], key=row["key"])
