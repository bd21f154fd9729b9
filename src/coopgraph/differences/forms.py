"""Differences written: as notes for a release, CSV, JSON."""

import csv
import json
from collections.abc import Sequence
from io import StringIO
from typing import Any

from coopgraph.differences.compare import Difference
from coopgraph.differences.sentences import catalogue, sections, sentence
from coopgraph.differences.states import State

NOTES, CSV, JSON = "notes", "csv", "json"
FORMS = (NOTES, CSV, JSON)

_COLUMNS = ("kind", "thing", "property", "before", "after", "claim", "sentence")


def written(
    form: str, differences: Sequence[Difference], before: State, after: State, language: str
) -> str:
    """The differences in one of the forms: notes in Markdown, CSV (RFC 4180), JSON."""
    if form == NOTES:
        return _notes(differences, before, after, language)
    rows = [
        {**each._asdict(), "sentence": sentence(each, before, after, language)}
        for each in differences
    ]
    if form == CSV:
        return _csv(rows)
    return json.dumps(as_data(before, after, rows), ensure_ascii=False, indent=2) + "\n"


def as_data(before: State, after: State, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The differences as JSON holds them."""
    return {"before": before.name, "after": after.name, "differences": list(rows)}


def _notes(differences: Sequence[Difference], before: State, after: State, language: str) -> str:
    words = catalogue(language)
    lines = ["# " + words["title"].format(before=before.name, after=after.name), ""]
    for section in sections(differences, before, after, language):
        lines += [f"## {section.heading} ({len(section.told)})", ""]
        lines += dict.fromkeys(f"- {told}" for _, told in section.told)
        lines.append("")
    return "\n".join(lines if differences else [*lines, words["none"], ""])


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    text = StringIO()
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    for row in rows:
        several = {name: " ".join(row[name]) for name in ("before", "after")}
        table.writerow([{**row, **several}[name] for name in _COLUMNS])
    return text.getvalue()
