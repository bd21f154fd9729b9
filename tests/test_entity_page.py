"""The words of a page: which name, which date, which source, and what stands where none is."""

import pytest
from pyoxigraph import Literal, NamedNode

from coopgraph.claims import PLAINLY
from coopgraph.entities import UNSAID, Claim, Entity, Tie
from coopgraph.names import BASE, CGO, ID, XSD
from coopgraph.search import Label
from coopgraph.web.entity_page import EntityPage, TieRow, entity_page
from coopgraph.web.languages import (
    LANGUAGES,
    best,
    date_in_words,
    number,
    preferred_language,
    words,
)
from coopgraph.web.panels import PANELS

MEDELLIN, BILBAO, TIE = f"{ID}actor/medellin", f"{ID}actor/bilbao", f"{ID}tie/a"
LABELS = {
    MEDELLIN: (Label("Medellín", "es"),),
    BILBAO: (Label("Bilbao", "es"),),
    f"{CGO}TwinningAgreement": (Label("twinning agreement", "en"), Label("hermanamiento", "es")),
    f"{CGO}date": (Label("date", "en"), Label("fecha", "es")),
}


def month(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(f"{XSD}gYearMonth"))


def claim(name: str, value: Literal | None, **changed: str) -> Claim:
    place = {"place": "Table 1", "row": "5", "column": "DATE", "lines": "614", **changed}
    cell = place.pop("cell", f"{BASE}data/articles/aldana/ties.csv#cell=6,15")
    return Claim(
        iri=f"{ID}claim/1",
        subject=TIE,
        property=CGO + name,
        value=value,
        printed=Label("as printed", "en"),
        source=f"{ID}source/aldana",
        mark="Ald",
        part=f"{ID}part/aldana-table-1",
        cell=cell,
        saying=PLAINLY,
        note=UNSAID,
        **place,
    )


def tie_row(*claims: Claim, contested: str = "", **known: Literal) -> TieRow:
    tie = Tie(
        iri=TIE,
        kind=f"{CGO}TwinningAgreement",
        partner=BILBAO,
        country="",
        date=known.get("date"),
        as_of=known.get("as_of"),
        focus=known.get("focus"),
        contested=frozenset({CGO + contested} if contested else ()),
        claims=claims,
    )
    return shown(ties=(tie,)).ties[0].rows[0]


def shown(language: str = "en", **facts: object) -> EntityPage:
    empty: dict[str, object] = dict.fromkeys(
        ("names", "types", "statements", "ties", "claims", "links"), ()
    )
    entity = Entity(iri=MEDELLIN, labels=LABELS, **{**empty, **facts})  # type: ignore[arg-type]
    return entity_page(entity, "/doc/actor/medellin", language)


def test_a_date_that_sources_give_differently_is_shown_with_every_reading() -> None:
    claims = [claim("date", month("1998-06")), claim("date", month("1999-06"))]
    date = tie_row(*claims, contested="date").date
    assert (date.state, [value.text for value in date.values]) == (
        "differ",
        ["June 1998", "June 1999"],
    )


def test_a_value_printed_as_not_available_and_one_not_printed_are_two_things() -> None:
    row = tie_row(claim("date", None))
    assert (row.date.state, row.focus.state) == ("absent", "silent")


def test_a_date_is_never_shown_more_exactly_than_it_is_known() -> None:
    (date,) = tie_row(date=month("1998-06")).date.values
    assert (date.text, date.iso, date.known) == ("June 1998", "1998-06", 2)
    bounds = [(f"{CGO}earliest", Literal("1998-06-01", datatype=NamedNode(f"{XSD}date")))]
    assert shown(statements=tuple(bounds)).facts == ()


def test_the_time_of_which_a_source_speaks_is_not_the_date_of_the_tie() -> None:
    row = tie_row(as_of=Literal("2016", datatype=NamedNode(f"{XSD}gYear")))
    assert (row.date.state, row.as_of) == ("silent", "as of 2016")


@pytest.mark.parametrize(
    ("place", "row", "locus", "spoken"),
    [
        ("Table 1", "5", "1.5", "Table 1, row 5"),
        ("Tabla 12", "3", "12.3", "Tabla 12, row 3"),
        ("3.4", "", "§3.4", "3.4"),
        ("Introduction", "", "Introduction", "Introduction"),
    ],
)
def test_a_source_mark_says_the_place_in_short_and_in_full(
    place: str, row: str, locus: str, spoken: str
) -> None:
    (mark,) = tie_row(claim("date", None, place=place, row=row)).evidence
    assert (mark.mark, mark.locus, mark.place) == ("Ald", locus, spoken)


def test_one_mark_holds_what_one_part_prints_columns_first_each_with_its_cell() -> None:
    path = f"{BASE}data/articles/aldana/ties.csv"
    claims = [
        claim("kind", None, column="", cell=f"{path}#cell=6,5"),
        claim("focus", None, column="FOCUS", cell=f"{path}#cell=6,13"),
        claim("date", None, column="DATE", cell=f"{path}#cell=6,9"),
    ]
    (mark,) = tie_row(*claims).evidence
    assert [printed.heading for printed in mark.printed] == ["DATE", "FOCUS", "cgo:kind"]
    assert mark.printed[0].cell.href == "/data/articles/aldana/ties.csv#cell=6,9"
    assert [table.text for table in mark.tables] == ["data/articles/aldana/ties.csv"]


def test_a_mark_names_each_range_of_lines_once_and_in_the_order_of_the_text() -> None:
    lines = ["372-373, 413", "372-373", "1018", "413", "98-99"]
    (mark,) = tie_row(*(claim("date", None, lines=each) for each in lines)).evidence
    assert mark.lines == "98-99, 372-373, 413, 1018"


def test_a_thing_without_a_name_is_shown_by_its_identifier_and_others_terms_by_ours() -> None:
    statements = (
        ("http://purl.org/dc/terms/creator", Literal("Somebody")),
        ("http://www.w3.org/ns/prov#value", NamedNode(f"{ID}claim/0123")),
    )
    facts = {fact.property: fact.values[0] for fact in shown(statements=statements).facts}
    assert facts["Author"].text == "Somebody"
    assert facts["prov:value"].text == "claim/0123"
    assert facts["prov:value"].href == "/doc/claim/0123"


@pytest.mark.parametrize(
    ("iri", "href"),
    [
        (BILBAO, "/es/doc/actor/bilbao"),
        (f"{BASE}data/x.csv#cell=1,2", "/es/data/x.csv#cell=1,2"),
        ("http://www.wikidata.org/entity/Q1", "http://www.wikidata.org/entity/Q1"),
        (f"{CGO}Actor", "/es/ontology#Actor"),
        (f"{BASE}vocab/value-status/stated", "/es/vocab/value-status/stated"),
        (f"{BASE}graph/source/aldana", "/es/graph/source/aldana"),
        (f"{BASE}nowhere", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
    ],
)
def test_links_lead_to_this_service_or_out_by_known_schemes(iri: str, href: str | None) -> None:
    (fact,) = shown("es", statements=((f"{CGO}x", NamedNode(iri)),)).facts
    assert fact.values[0].href == href


def test_a_name_falls_back_in_a_fixed_order() -> None:
    names = [Label("a", ""), Label("b", "fr"), Label("c", "en"), Label("d", "pt"), Label("e", "es")]
    found = []
    while names:
        name = best(names, "de")
        assert name
        found.append(name.language)
        names.remove(name)
    assert found == ["es", "pt", "en", "", "fr"]
    assert best([Label("x", "pt"), Label("y", "en")], "en") == Label("y", "en")
    assert best([], "en") is None


@pytest.mark.parametrize(
    ("date", "english", "spanish", "portuguese"),
    [
        ("1961", "1961", "1961", "1961"),
        ("1998-06", "June 1998", "junio de 1998", "junho de 1998"),
        ("2010-04-14", "14 April 2010", "14 de abril de 2010", "14 de abril de 2010"),
        ("-0044", "-0044", "-0044", "-0044"),
        ("circa 1990", "circa 1990", "circa 1990", "circa 1990"),
    ],
)
def test_a_date_is_written_as_the_language_has_it(
    date: str, english: str, spanish: str, portuguese: str
) -> None:
    told = [date_in_words(date, words(language)) for language in ("en", "es", "pt")]
    assert told == [english, spanish, portuguese]


def test_a_number_is_written_as_the_language_has_it() -> None:
    told = [number(2400000, words(language)) for language in ("en", "es", "pt")]
    assert told == ["2,400,000", "2\u00a0400\u00a0000", "2.400.000"]
    assert number(1234, words("es")) == "1234"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("pt-BR", "pt"),
        ("fr, de;q=0.9", "en"),
        ("en;q=0.5, es;q=0.7", "es"),
        ("es;q=0", "en"),
        ("es;q=much, pt;q=0.1", "pt"),
    ],
)
def test_the_language_is_the_one_that_the_reader_ranks_first(
    header: str | None, language: str
) -> None:
    assert preferred_language(header) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_panel_whose_rows_are_things_has_the_words_that_lead_to_them(language: str) -> None:
    specs = [spec for specs in PANELS.values() for spec in specs]
    wanted = {f"row_{spec.proof}" for spec in specs if spec.proof}
    assert wanted - set(words(language)) == set()
