"""The forms of a report, by the name that is asked for, and writing one to a file."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from coopgraph.reports.flat import as_csv, as_json
from coopgraph.reports.junit import as_junit
from coopgraph.reports.lines import as_annotations, as_lines, as_markdown
from coopgraph.reports.page import as_html
from coopgraph.reports.report import Report
from coopgraph.reports.sarif import as_sarif
from coopgraph.reports.sheet import as_xlsx
from coopgraph.reports.terminal import as_terminal
from coopgraph.reports.turtle import as_turtle


class Form(NamedTuple):
    """A form: its media type, the ending of its files, and what writes it."""

    media_type: str
    suffix: str
    write: Callable[[Report], str | bytes]

    def content(self, report: Report) -> bytes:
        """The bytes of a report in this form."""
        written = self.write(report)
        return written if isinstance(written, bytes) else written.encode("utf-8")


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMS: Mapping[str, Form] = {
    "terminal": Form("text/plain", "txt", as_terminal),
    "lines": Form("text/plain", "txt", as_lines),
    "json": Form("application/json", "json", as_json),
    "csv": Form("text/csv", "csv", as_csv),
    "xlsx": Form(_XLSX, "xlsx", as_xlsx),
    "html": Form("text/html", "html", as_html),
    "sarif": Form("application/sarif+json", "sarif", as_sarif),
    "junit": Form("application/xml", "junit.xml", as_junit),
    "annotations": Form("text/plain", "annotations.txt", as_annotations),
    "turtle": Form("text/turtle", "ttl", as_turtle),
    "markdown": Form("text/markdown", "md", as_markdown),
}


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: what stood there before stays until the last byte is down.

    Raises:
        OSError: the folder or the disk refuses.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as draft:
        beside = Path(draft.name)
        try:
            draft.write(content)
            draft.flush()
            beside.chmod(0o644)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
