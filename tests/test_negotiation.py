"""The form of an answer: RFC 9110 over a table, with names that beat the header."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.errors import NotAcceptable
from coopgraph.web.negotiation import (
    CSV,
    HTML,
    JSON,
    JSONLD,
    NTRIPLES,
    RDFXML,
    ROWS,
    ROWS_JSON,
    ROWS_XML,
    TRIPLES,
    TSV,
    TURTLE,
    Form,
    choose,
)

DOCUMENT = (HTML, TURTLE, NTRIPLES, JSONLD, RDFXML)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
RDFLIB = (
    "application/rdf+xml;q=0.9, text/turtle;q=0.95, application/n-triples;q=0.9, "
    "application/ld+json;q=0.8, text/html;q=0.5, */*;q=0.1"
)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, HTML),
        ("", HTML),
        ("*/*", HTML),
        ("*", HTML),
        (BROWSER, HTML),
        (RDFLIB, TURTLE),
        ("text/turtle", TURTLE),
        ("TEXT/Turtle ; Q=1", TURTLE),
        ("text/turtle;charset=UTF-8", TURTLE),
        ("text/turtle, */*", TURTLE),
        ("text/*", HTML),
        ("text/*, text/html;q=0.1", TURTLE),
        ("application/*", NTRIPLES),
        ("application/json", JSONLD),
        ("application/xml", RDFXML),
        ("text/turtle;q=0.3, application/ld+json;q=0.4", JSONLD),
        ("text/turtle;q=.3, application/ld+json;q=.4", JSONLD),
        ("text/html;q=0, */*", TURTLE),
        ("*/*, text/html;q=0, text/turtle;q=0.0", NTRIPLES),
        ("application/ld+json;q=0, application/json;q=1, text/turtle;q=0.1", TURTLE),
        (
            "text/turtle;charset=utf-8;q=0.2, text/turtle;q=0.9, application/n-triples;q=0.5",
            NTRIPLES,
        ),
        ('application/ld+json;profile="a,b;q=1", text/turtle;q=0.1', JSONLD),
        ("text/turtle;q=high, application/n-triples;q=0.1", NTRIPLES),
        ("text/turtle;q=2, application/n-triples;q=0.1", NTRIPLES),
        (", ,text/turtle,", TURTLE),
    ],
)
def test_the_most_exact_range_decides_and_the_highest_quality_wins(
    accept: str | None, form: Form
) -> None:
    assert choose(accept, DOCUMENT) == form


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/html;level=1", HTML),
        ("text/turtle; version=1.1", TURTLE),
        ("text/turtle;charset=latin-1", TURTLE),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', JSONLD),
        ("application/json;odata=verbose", JSONLD),
        ("text/*;level=1, application/n-triples;q=0.1", HTML),
        ("text/turtle;version=1.2, text/turtle;q=0.1, application/n-triples;q=0.5", NTRIPLES),
        ("text/turtle;version=1.2, text/turtle;q=0, */*;q=0.1", HTML),
        ("text/turtle;version=1.2;q=0, text/*;q=0.1, text/html;q=0", TURTLE),
        ("text/turtle;version=1.2;q=0.2, text/turtle;version=1.1;q=0.9, */*;q=0.5", TURTLE),
        ("*/*;level=1, text/html;q=0.5", TURTLE),
    ],
)
def test_parameters_that_a_form_lacks_narrow_nothing_and_refuse_nothing(
    accept: str, form: Form
) -> None:
    assert choose(accept, DOCUMENT) == form


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, ROWS_JSON),
        ("*/*", ROWS_JSON),
        ("application/json", ROWS_JSON),
        ("application/xml", ROWS_XML),
        ("text/xml", ROWS_XML),
        ("text/*", CSV),
        ("text/tab-separated-values", TSV),
        ("text/csv;header=present", CSV),
        ("application/sparql-results+xml", ROWS_XML),
        (BROWSER, ROWS_XML),
    ],
)
def test_broad_names_of_a_form_get_the_one_that_is_meant(accept: str | None, form: Form) -> None:
    assert choose(accept, ROWS) == form


@given(st.text(st.sampled_from('text/html*,;=q"\\ .10+\t\u00e9')))
def test_whatever_stands_in_the_header_is_answered_or_refused(accept: str) -> None:
    with suppress(NotAcceptable):
        assert choose(accept, DOCUMENT) in DOCUMENT


@pytest.mark.parametrize("accept", [";;;", ";", ";q=1", '"', "text/html;;;", ",;,"])
def test_a_header_of_marks_alone_is_no_fault_of_ours(accept: str) -> None:
    with suppress(NotAcceptable):
        assert choose(accept, DOCUMENT) is HTML


def test_a_form_is_meant_by_its_own_name_before_one_that_goes_by_it_too() -> None:
    for offered in ((JSON, JSONLD), (JSONLD, JSON)):
        assert choose("application/json", offered) is JSON
        assert choose("application/ld+json, application/json;q=0.9", offered) is JSONLD


def test_a_browser_gets_the_page_where_there_is_one() -> None:
    assert choose(BROWSER, (*ROWS, HTML)) == HTML


@pytest.mark.parametrize(
    "accept", ["image/png", "image/png;level=1", "text/html;q=0", "*/*;q=0", "nonsense"]
)
def test_what_cannot_be_served_is_refused_with_what_is_offered(accept: str) -> None:
    with pytest.raises(NotAcceptable) as raised:
        choose(accept, DOCUMENT)
    assert raised.value.offered == tuple(form.media_type for form in DOCUMENT)


@pytest.mark.parametrize(
    ("asked", "form"),
    [
        (["ttl"], TURTLE),
        (["Turtle"], TURTLE),
        (["text/turtle"], TURTLE),
        (["application/ld+json"], JSONLD),
        (["application/ld json"], JSONLD),
        (["json-ld"], JSONLD),
        (["xml"], RDFXML),
        (["", "nt"], NTRIPLES),
        (["rdfa", "nt"], NTRIPLES),
    ],
)
def test_a_name_beats_the_header(asked: list[str], form: Form) -> None:
    assert choose("text/html", TRIPLES, asked) == form


def test_a_name_that_is_not_offered_is_refused_with_the_names_that_are() -> None:
    with pytest.raises(NotAcceptable) as raised:
        choose("*/*", ROWS, ["turtle"])
    assert raised.value.offered == ("json", "xml", "csv", "tsv")


@pytest.mark.parametrize("forms", [ROWS, TRIPLES, DOCUMENT])
def test_every_form_can_be_had_by_its_media_type_and_by_each_of_its_names(
    forms: tuple[Form, ...],
) -> None:
    for form in forms:
        assert choose(form.media_type, forms) == form
        assert {choose("*/*", forms, [name]).media_type for name in form.names} == {form.media_type}


@pytest.mark.parametrize("forms", [ROWS, TRIPLES, DOCUMENT])
def test_no_name_means_two_forms_at_one_address(forms: tuple[Form, ...]) -> None:
    names = [name for form in forms for name in form.names]
    assert len(names) == len(set(names))
