"""SHACL by set queries: each constraint is asked once of a whole store."""

from coopgraph.shacl.errors import IllFormedShapes
from coopgraph.shacl.report import Report, Result
from coopgraph.shacl.run import validate

__all__ = ["IllFormedShapes", "Report", "Result", "validate"]
