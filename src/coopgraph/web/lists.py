"""A list of things as a file: CSV, JSON, Turtle, GeoJSON (RFC 7946)."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pyoxigraph import Triple
from starlette.responses import JSONResponse, Response

from coopgraph.entities import text
from coopgraph.search import Label
from coopgraph.web.addresses import as_rdf
from coopgraph.web.browse import Facet, Shelf
from coopgraph.web.languages import best
from coopgraph.web.negotiation import CSV, HTML, JSON, TURTLE, Form
from coopgraph.web.site import Site
from coopgraph.web.wording import Wording

GEOJSON = Form("application/geo+json", ("geojson",))
FILES = (("CSV", CSV), ("JSON", JSON), ("Turtle", TURTLE), ("GeoJSON", GEOJSON))
"""The forms of a list besides its page, with what they are called."""

FORMS = (HTML, *(form for _, form in FILES))
"""The forms of a list, the preferred one first."""


class Listed(NamedTuple):
    """A list: the things of a kind, the filters that left them, and the form to write them in."""

    shelf: Shelf
    chosen: Mapping[str, str]
    things: Sequence[str]
    form: Form


async def list_answer(
    site: Site, wording: Wording, listed: Listed, headers: Mapping[str, str]
) -> Response:
    """All of a list as a file, with its names in the language of the address.

    Args:
        site: the release.
        wording: the language, with the names that the list mentions.
        listed: the list.
        headers: further header lines.
    """
    match listed.form:
        case form if form is TURTLE:
            rows = await site.reader.rows("browse_statements", *listed.things)
            triples = (Triple(row["this"], row["property"], row["value"]) for row in rows)
            content: bytes | str = as_rdf(triples, TURTLE)
        case form if form is CSV:
            content = _csv(wording, listed)
        case form if form is GEOJSON:
            return JSONResponse(_features(wording, listed), 200, dict(headers), form.media_type)
        case _:
            return JSONResponse(_members(site, wording, listed), headers=dict(headers))
    return Response(content, 200, dict(headers), form.media_type)


def called(wording: Wording, shelf: Shelf, iri: str) -> Label:
    """What a thing is called; one without a name by what it is of and by what that is said."""
    if iri not in shelf.unnamed or best(shelf.labels.get(iri, ()), wording.language):
        return wording.label(iri)
    thing = shelf.unnamed[iri]
    first, *others = (wording.label(each) for each in thing.of)
    names = " / ".join(label.text for label in (first, *others))
    return Label(f"{names}: {wording.label(thing.by).text}" if thing.by else names, first.language)


def value_label(wording: Wording, facet: Facet, value: str) -> Label:
    """A value of a facet in words: the name of a thing, a decade by its years, a word of ours."""
    if ":" in value:
        return wording.label(value)
    if facet.query == "decade" and value.isdecimal():
        return Label(f"{value}–{int(value) + 9}", "")
    return Label(wording.words[f"browse_{value}"], wording.language)


def _columns(shelf: Shelf) -> list[str]:
    return ["iri", "name", *(["words"] if shelf.unnamed else []), *_facets(shelf), "date"]


def _facets(shelf: Shelf) -> list[str]:
    return [facet.name for facet in shelf.facets]


def _csv(wording: Wording, listed: Listed) -> str:
    """A row a thing (RFC 4180); several values stand in one cell, with semicolons between them."""
    shelf, written = listed.shelf, io.StringIO()
    rows = csv.writer(written)
    rows.writerow(_columns(shelf))
    for iri in listed.things:
        cells = [
            [value_label(wording, facet, value).text for value in facet.values.get(iri, ())]
            for facet in shelf.facets
        ]
        dates = [text(date) for date in shelf.dates.get(iri, ())]
        names = [called(wording, shelf, iri).text]
        if shelf.unnamed:
            names.append(shelf.unnamed[iri].words.text if iri in shelf.unnamed else "")
        rows.writerow([iri, *names, *("; ".join(cell) for cell in (*cells, dates))])
    return written.getvalue()


def _members(site: Site, wording: Wording, listed: Listed) -> dict[str, Any]:
    shelf = listed.shelf
    return {
        "kind": shelf.kind,
        "release": site.release.id,
        "filters": listed.chosen,
        "count": len(listed.things),
        "things": [_member(wording, shelf, iri) for iri in listed.things],
        "mentioned": {
            value: wording.label(value)._asdict()
            for value in sorted(set(_values(listed)))
            if ":" in value
        },
    }


def _values(listed: Listed) -> Iterator[str]:
    for facet in listed.shelf.facets:
        for iri in listed.things:
            yield from facet.values.get(iri, ())


def _member(wording: Wording, shelf: Shelf, iri: str) -> dict[str, Any]:
    return {
        "iri": iri,
        "name": called(wording, shelf, iri)._asdict(),
        "words": shelf.unnamed[iri].words._asdict() if iri in shelf.unnamed else None,
        **{facet.name: list(facet.values.get(iri, ())) for facet in shelf.facets},
        "date": [text(date) for date in shelf.dates.get(iri, ())],
        "points": [list(point) for point in shelf.points.get(iri, ())],
    }


def _features(wording: Wording, listed: Listed) -> dict[str, Any]:
    """A feature a thing; one of which no point is known has none (RFC 7946, 3.2)."""
    return {
        "type": "FeatureCollection",
        "features": [_feature(wording, listed.shelf, iri) for iri in listed.things],
    }


def _feature(wording: Wording, shelf: Shelf, iri: str) -> dict[str, Any]:
    member = _member(wording, shelf, iri)
    points = member.pop("points")
    return {
        "type": "Feature",
        "id": member.pop("iri"),
        "geometry": geometry(points),
        "properties": {**member, "name": member["name"]["text"]},
    }


def geometry(points: Sequence[Sequence[float]]) -> dict[str, Any] | None:
    """The geometry of points, as longitude and latitude: a line between two, none without any."""
    match len(points):
        case 0:
            return None
        case 1:
            return {"type": "Point", "coordinates": points[0]}
        case 2:
            return {"type": "LineString", "coordinates": points}
    return {"type": "MultiPoint", "coordinates": points}
