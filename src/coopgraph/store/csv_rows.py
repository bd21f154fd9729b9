"""Rows as CSV, by RFC 4180 and https://www.w3.org/TR/sparql11-results-csv-tsv/.

The engine's own writer quotes literals only. The IRI of a cell holds a comma (`ties.csv#cell=2,15`)
and would fill two fields.
"""

import codecs
import csv
from collections.abc import Iterable
from io import BytesIO
from itertools import chain, islice
from typing import BinaryIO

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

_Term = NamedNode | BlankNode | Literal | Triple


def write_csv(solutions: QuerySolutions, output: BinaryIO) -> None:
    """Write rows as they are found, in UTF-8, under a header of the variables' names.

    An IRI stands bare, a blank node as `_:label`, a literal by its lexical form alone. A variable
    without a value is an empty field; where it is the only field it is written `""`, for readers
    pass over an empty line.

    Args:
        solutions: what a SELECT has found.
        output: takes the header with the first row, then row by row; a query that fails before
            its first row has written nothing.
    """
    header = [variable.value for variable in solutions.variables]
    rows = (map(_field, solution) for solution in solutions)
    start = BytesIO()
    _write(chain([header], islice(rows, 1)), start)
    output.write(start.getvalue())
    _write(rows, output)


def _write(rows: Iterable[Iterable[str]], output: BinaryIO) -> None:
    csv.writer(codecs.getwriter("utf-8")(output), lineterminator="\r\n").writerows(rows)


def _field(term: _Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Triple):
        return " ".join(map(_field, (term.subject, term.predicate, term.object)))
    return str(term) if isinstance(term, BlankNode) else term.value
