"""The data set as a catalogue has it: DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/).

It says no day of issue: the same tables make the same release on any day, so none is known.
"""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from coopgraph.names import BASE, CGO, DATASET, DCTERMS, FOAF, PROJECT, TYPE, VOCAB
from coopgraph.web.dumps import Dump
from coopgraph.web.facts import Facts
from coopgraph.web.languages import LANGUAGES, words
from coopgraph.web.triples import Object, Subject, about, terms, typed

LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
"""Of the curated data."""

_CATALOGUE = NamedNode(BASE + "dataset#catalogue")
_ENDPOINT = NamedNode(BASE + "sparql")
_PROTOCOL = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
_PROJECT = NamedNode(PROJECT)
_THEMES = NamedNode(VOCAB + "thematic-area")
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_ISO_639 = "http://id.loc.gov/vocabulary/iso639-1/"
_dcat, _dcterms = terms("http://www.w3.org/ns/dcat#"), terms(DCTERMS)
_spdx = terms("http://spdx.org/rdf/terms#")


def describe_catalogue(facts: Facts) -> Iterator[Triple]:
    """The catalogue, the data set in it, its files, and the service that answers from it."""
    yield from about(_CATALOGUE, TYPE, _dcat("Catalog"))
    yield from _said(_CATALOGUE)
    yield from about(_CATALOGUE, _dcat("dataset"), DATASET)
    yield from about(_CATALOGUE, _dcat("service"), _ENDPOINT)
    yield from about(_CATALOGUE, _dcat("themeTaxonomy"), _THEMES)
    yield from about(_CATALOGUE, NamedNode(FOAF + "homepage"), NamedNode(BASE))
    yield from _dataset(facts)
    yield from _service()
    for dump in facts.dumps:
        yield from _distribution(dump)


def file_of(dump: Dump) -> NamedNode:
    """The IRI of a file of the release."""
    return NamedNode(f"{BASE}dumps/{dump.name}")


def checksum(file: NamedNode, sha256: str) -> Iterator[Triple]:
    """The SHA-256 of a file (SPDX 2.3)."""
    node = BlankNode(f"sum{sha256}")
    yield from about(file, _spdx("checksum"), node)
    yield from about(node, TYPE, _spdx("Checksum"))
    yield from about(node, _spdx("algorithm"), _spdx("checksumAlgorithm_sha256"))
    yield from about(node, _spdx("checksumValue"), typed(sha256, "hexBinary"))


def _said(subject: Subject) -> Iterator[Triple]:
    """What a catalogue and its data set have in common."""
    yield from about(subject, _dcterms("title"), *_in_languages("coopgraph"))
    texts = (Literal(words(code)["home_lede"], language=code) for code in LANGUAGES)
    yield from about(subject, _dcterms("description"), *texts)
    yield from about(subject, _dcterms("license"), LICENCE)
    yield from about(subject, _dcterms("publisher"), _PROJECT)
    languages = (NamedNode(_ISO_639 + code) for code in LANGUAGES)
    yield from about(subject, _dcterms("language"), *languages)


def _dataset(facts: Facts) -> Iterator[Triple]:
    yield from about(DATASET, TYPE, _dcat("Dataset"))
    yield from _said(DATASET)
    release = Literal(facts.release.id)
    yield from about(DATASET, _dcterms("identifier"), release)
    yield from about(DATASET, _dcat("version"), release)
    yield from about(DATASET, _dcterms("conformsTo"), NamedNode(CGO.removesuffix("#")))
    yield from about(DATASET, _dcat("landingPage"), NamedNode(BASE + "dataset"))
    yield from about(DATASET, _dcat("keyword"), *facts.keywords)
    yield from about(DATASET, _dcat("theme"), *facts.themes)
    yield from about(DATASET, _dcterms("spatial"), *facts.countries)
    yield from about(DATASET, _dcat("distribution"), *map(file_of, facts.dumps))
    if facts.scope:
        yield from _period(*facts.scope)


def _period(first: str, last: str) -> Iterator[Triple]:
    period = BlankNode("period")
    yield from about(DATASET, _dcterms("temporal"), period)
    yield from about(period, TYPE, _dcterms("PeriodOfTime"))
    yield from about(period, _dcat("startDate"), typed(first, "date"))
    yield from about(period, _dcat("endDate"), typed(last, "date"))


def _service() -> Iterator[Triple]:
    yield from about(_ENDPOINT, TYPE, _dcat("DataService"))
    yield from about(_ENDPOINT, _dcterms("title"), *_in_languages("SPARQL"))
    yield from about(_ENDPOINT, _dcterms("conformsTo"), _PROTOCOL)
    yield from about(_ENDPOINT, _dcat("endpointURL"), _ENDPOINT)
    yield from about(_ENDPOINT, _dcat("endpointDescription"), NamedNode(BASE + "sparql.ttl"))
    yield from about(_ENDPOINT, _dcat("servesDataset"), DATASET)


def _distribution(dump: Dump) -> Iterator[Triple]:
    file, media_type = file_of(dump), dump.media_type.partition(";")[0]
    yield from about(file, TYPE, _dcat("Distribution"))
    yield from about(file, _dcterms("title"), Literal(dump.name))
    yield from about(file, _dcterms("license"), LICENCE)
    yield from about(file, _dcat("accessURL"), NamedNode(BASE + "dumps/"))
    yield from about(file, _dcat("downloadURL"), file)
    yield from about(file, _dcat("mediaType"), NamedNode(_MEDIA_TYPES + media_type))
    yield from about(file, _dcat("byteSize"), typed(str(dump.size), "nonNegativeInteger"))
    yield from checksum(file, dump.sha256)


def _in_languages(text: str) -> Iterator[Object]:
    return (Literal(text, language=code) for code in LANGUAGES)
