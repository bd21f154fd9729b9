"""Cells whose form another cell of their row decides, as `formBy` in the table's schema says."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from coopgraph.faults import Fault
from coopgraph.tables.catalogue import Entry
from coopgraph.tables.scan import Record, seen
from coopgraph.tables.typed import cell_of, error
from coopgraph.texts import told

_ALWAYS = "not available"


def form_faults(entry: Entry, records: Sequence[Record], known: Iterable[Fault]) -> Iterator[Fault]:
    """Values that are not of the form which their row names.

    Args:
        entry: the table and its schema.
        records: those that have as many cells as the header.
        known: faults found before; of a cell that has one, or whose form has one, nothing is said.
    """
    faulty = {fault.cell for fault in known}
    fields = entry.schema.fields
    for field in entry.schema.descriptor["fields"]:
        if "formBy" not in field:
            continue
        at, by = fields.index(field["name"]), fields.index(field["formBy"]["column"])
        for record in records:
            cell, form = cell_of(entry, record, at + 1), record.texts[by]
            if faulty & {cell, cell_of(entry, record, by + 1)}:
                continue
            text = record.texts[at]
            if asked := _wanted(field["formBy"]["forms"], form, text):
                wanted = entry.schema.worded(asked)
                message = told("value", column=cell.header, text=seen(text), wanted=wanted)
                yield error(cell, message, "value", text, wanted)


def _wanted(forms: Mapping[str, Any], form: str, text: str) -> str:
    """What was wanted in place of the text; nothing where it suits."""
    if form not in forms or text == _ALWAYS or re.fullmatch(forms[form]["pattern"], text):
        return ""
    return str(forms[form]["wanted"])
