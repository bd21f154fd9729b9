"""A report as one HTML file that stands by itself: no script, no other file, no other host."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from coopgraph.reports.report import Report

_TEMPLATES = Environment(
    loader=PackageLoader("coopgraph.reports"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def as_html(report: Report) -> str:
    """The report as HTML."""
    return _TEMPLATES.get_template("report.html").render(report=report)
