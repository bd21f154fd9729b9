"""What is refused by its text, and that nothing which passes can call out or be misread."""

from contextlib import suppress
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, Store

from coopgraph.errors import BadQuery, CoopgraphError, QueryRefused
from coopgraph.names import TYPE
from coopgraph.store.base import ROWS, TRIPLES
from coopgraph.store.guard import USUAL, Form, Limits, inspect

# The engine refuses to speak to this port, with an OSError, before it opens a connection.
OUT = "http://127.0.0.1:9/"
CALL = f"SERVICE <{OUT}> {{}}"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("select(1 as ?x){}", Form.SELECT),
        ("ASK{}", Form.ASK),
        ("CONSTRUCT WHERE {}", Form.CONSTRUCT),
        ("DESCRIBE <http://a>", Form.DESCRIBE),
        ("# SELECT\nASK {}", Form.ASK),
        ("BASE <http://SELECT> PREFIX select: <#INSERT> PREFIX : <DELETE> ASK {}", Form.ASK),
        ('VERSION "1.2" Ask { ?x ?y "DESCRIBE" }', Form.ASK),
    ],
)
def test_the_form_is_the_first_keyword_behind_the_prologue(text: str, form: Form) -> None:
    assert inspect(text) is form


def test_each_form_has_its_media_types() -> None:
    assert Form.SELECT.media_types == Form.ASK.media_types == ROWS
    assert Form.CONSTRUCT.media_types == Form.DESCRIBE.media_types == TRIPLES


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:> <b:> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <a:>",
        "CLEAR ALL",
        "DROP GRAPH <a:>",
        "CREATE GRAPH <a:>",
        "ADD <a:> TO <b:>",
        "MOVE <a:> TO <b:>",
        "COPY <a:> TO <b:>",
        "WITH <a:> DELETE { ?s ?p ?o } WHERE {}",
    ],
)
@pytest.mark.parametrize("before", ["", "# SELECT\n", "PREFIX a: <SELECT> BASE <b:>\t"])
def test_updates_are_refused(update: str, before: str) -> None:
    for text in (update, update.lower()):
        with pytest.raises(QueryRefused, match="update"):
            inspect(before + text)


def test_words_of_updates_are_allowed_where_they_are_no_keywords() -> None:
    assert inspect(
        'PREFIX drop: <a:> SELECT ?insert { ?insert drop:add "DELETE"@load, <COPY> . _:move ?x $y }'
    )


@pytest.mark.parametrize(
    "call",
    [
        CALL,
        f"service <{OUT}> {{}}",
        f"SeRvIcE#\n<{OUT}>{{}}",
        f"{{}}SERVICE<{OUT}>{{}}",
        f"SERVICE SILENT <{OUT}> {{}}",
        f"SERVICESILENT<{OUT}>{{}}",
        "SERVICE ?x {}",
        f"?x ?y true{CALL}",
        f"?x ?y true.{CALL}",
        f"?x ?y 1e5{CALL}",
        f'?x ?y """a""b"""{CALL}',
        f"?x ?y '' {CALL} ''",
        f'FILTER("""\\"""" = "") {CALL}',
        f"OPTIONAL {{ FILTER EXISTS {{ {CALL} }} }}",
        f"VALUES ?x {{ }} {CALL}",
    ],
)
def test_calls_are_refused(call: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        inspect(f"SELECT * {{ {call} }}")


# The first two are calls as SPARQL reads, which replaces escapes first. For each of the others the
# engine called out: it knows no tokens, and reads otherwise than SPARQL if that lets it go on.
MISREAD = {
    "a keyword behind an escape": f"ASK {{ \\u0053ERVICE <{OUT}> {{}} }}",
    "a quote behind an escape": f'ASK {{ ?x ?y "\\u0022 . {CALL} ?x ?y \\u0022" }}',
    "a prefix": f"PREFIX : <{OUT}> PREFIX SERVICE: <a:> ASK {{ {{}} SERVICE:b {{}} }}",
    "the start of a prefix": f"PREFIX b: <{OUT}> PREFIX SERVICEb: <a:> "
    "ASK { {} SERVICEb:c {} }",
    "a name behind two dots": f"PREFIX e: <http://h/> ASK {{ ?x ?y e:a.b.{CALL} }}",
    "a name that makes a port": f"PREFIX e: <http://h:> ASK {{ ?x ?y e:{CALL} }}",
    "such a port from the base": f"BASE <http://h:> PREFIX e: <> ASK {{ ?x ?y e:{CALL} }}",
    "such a port behind a fragment": f"BASE <http://h:#> PREFIX e: <> ASK {{ ?x ?y e:{CALL} }}",
    "such a port inside a name": f"PREFIX e: <http://h:> ASK {{ e:atrue{CALL} }}",
    "a name with two fragments": f"PREFIX e: <http://h/#> PREFIX b: <{OUT}> "
    "ASK { e:atrueSERVICEb:c\\# {} }",
    "a letter of no IRI": f"PREFIX e: <http://h/> PREFIX \ufffd: <{OUT}> "
    "ASK { ?x ?y e:SERVICE\ufffd: {} }",
    "such a port in escapes": f"PREFIX e: <http:\\u002F\\u002Fh:> ASK {{ ?x ?y e:{CALL} }}",
    "an IRI with a bracket": f"PREFIX : <{OUT}> ASK {{ FILTER(1 || 1<:b)SERVICE#>\n:c {{}} }}",
    "an IRI with a comment": f'PREFIX b: <{OUT}> ASK {{ FILTER(1 || 1<b:c)#>"""\n {CALL} #"""\n }}',
    "an IRI with a quote": f"PREFIX b: <{OUT}> ASK {{ FILTER(1 || 1<b:c+'>') {CALL} #')\n }}",
    "an IRI behind a bracket": f"PREFIX b: <{OUT}> ASK {{ OPTIONAL {{ "
    f'<<b:c#>"""\n b:d b:e>> ?x ?y }} {CALL} #"""\n }}',
}


@pytest.mark.parametrize("way", MISREAD)
def test_what_the_engine_could_misread_as_a_call_is_refused(way: str) -> None:
    with pytest.raises((QueryRefused, BadQuery)):
        inspect(MISREAD[way])


def test_service_is_allowed_where_it_is_no_keyword() -> None:
    assert inspect(
        "PREFIX ex: <http://example.org/> SELECT ?service $SERVICE { # SERVICE\n"
        "?service ex:SERVICE ex:a.service , <http://SERVICE/(a)#service> , 'SERVICE' ,"
        ' """ "SERVICE" """ , "x"@service , _:SERVICE . FILTER(?service < 3 && 4 > ?SERVICE)'
        " VALUES (?service) { (<http://example.org/service#(it's)>) } }"
    )


DEEP = {
    "parentheses": ("FILTER(", "(", "1", ")", ")"),
    "groups": ("", "{", "", "}", ""),
    "nodes": ("?x ?y ", "[ ?y ", "1", " ]", ""),
    "lists": ("?x ?y ", "(", "1", ")", ""),
    "paths": ("?x ", "(", ":p", ")", " ?y"),
    "tests": ("", "FILTER EXISTS { ", "", " }", ""),
    "functions": ("FILTER(", "STR(", "1", ")", ")"),
    "choices": ("FILTER(", "IF(1, 2, ", "1", ")", ")"),
    "triples": ("?x ?y ", "<< ?a ?b ", "1", " >>", ""),
    "annotations": ("?x ?y 1 ", "{| :p 1 ", "", "|}", ""),
}


def deep(kind: str, times: int) -> str:
    before, opening, inner, closing, after = DEEP[kind]
    return f"PREFIX : <a:> ASK {{ {before}{opening * times}{inner}{closing * times}{after} }}"


@pytest.mark.parametrize("kind", DEEP)
def test_deep_nesting_is_refused(kind: str) -> None:
    for times in (USUAL.depth, 50_000):
        with pytest.raises(QueryRefused, match=r"brackets|patterns|bytes"):
            inspect(deep(kind, times))
    inspect(deep(kind, 20))


@pytest.mark.parametrize("kind", DEEP)
def test_the_engine_bears_the_deepest_nesting_that_passes(kind: str) -> None:
    text = deep(kind, USUAL.depth - 2)
    inspect(text)
    assert isinstance(Store().query(text), QueryBoolean)


LONG = {
    "alternatives": ("FILTER(1", " || ?x = 1", ")", 800),
    "negations": ("FILTER(", "!", "1)", 800),
    "sums": ("FILTER(1", " + 1", ")", 800),
    "unions": ("{}", "UNION{}", "", 400),
    "differences": ("", "MINUS{}", "", 400),
    "bindings": ("", "BIND(1 AS ?x)", "", 300),
    "patterns": ("", "?x ?y ?z .", "", 301),
    "objects": ("?x ?y 0", ", 1", "", 300),
    "predicates": ("?x ?y 0", "; ?p 1", "", 300),
    "steps": ("?x <a:>", "/<a:>", " ?y", 300),
    "members": ("?x ?y (", "1 ", ")", 150),
    "nodes": ("", "[ ?x ?y ] .", "", 151),
    "optional patterns": ("", "OPTIONAL{?x ?y ?z}", "", 301),
    "options": ("", "OPTIONAL{}", "", 400),
}


@pytest.mark.parametrize("kind", LONG)
def test_long_chains_are_refused_where_they_take_long_to_plan(kind: str) -> None:
    before, link, after, most = LONG[kind]
    with pytest.raises(QueryRefused, match="more than"):
        inspect(f"ASK {{ {before}{link * most}{after} }}")
    assert inspect(f"ASK {{ {before}{link * (most // 4)}{after} }}")


@pytest.mark.parametrize("function", ["REGEX(", "SUBSTR(", "!(", "! EXISTS{ FILTER(", "replace ("])
def test_what_is_parsed_twice_is_not_parsed_twice_too_often(function: str) -> None:
    closing = ")}" if "{" in function else ")"
    with pytest.raises(QueryRefused, match="more than 12"):
        inspect(f"ASK {{ FILTER({function * 13}1{closing * 13}) }}")
    assert inspect(f"ASK {{ FILTER({function * 12}1{closing * 12}) }}")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { VALUES (?x ?y) { " + "(1 <a:>) " * 5000 + "} ?x ?y ?z }",
        "SELECT * { ?x ?y ?z } VALUES ?x { " + "'a' " * 5000 + "}",
        "SELECT * { ?x ?y ?z FILTER(?x IN (1" + ", 2" * 5000 + ")) }",
        "CONSTRUCT { " + "?x ?y ?z . " * 1000 + "} WHERE { ?x ?y ?z }",
        "SELECT " + "?x " * 300 + "{ ?x ?y ?z } ORDER BY " + "?x " * 300,
    ],
)
def test_data_and_templates_may_be_long(text: str) -> None:
    assert inspect(text)


def test_the_limit_of_length_is_in_bytes() -> None:
    text = "ASK { ?x ?y 'é' }"
    assert inspect(text, Limits(size=18))
    with pytest.raises(QueryRefused, match="18 bytes; 17 are the most"):
        inspect(text, Limits(size=17))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("# nothing", 1, 10),
        ("PREFIX a: <b:>\n FETCH ?x", 2, 2),
        ("{ SELECT * {} }", 1, 1),
        ("SELECTREDUCED * {}", 1, 1),
        ("ASK { ?x ?y 'open }", 1, 13),
        ('ASK { ?x ?y """open" }', 1, 13),
        ("ASK { ?x ?y '\\q' }", 1, 13),
        ("ASK { ?x ?y '\\uD83D' }", 1, 13),
        ("ASK {\n ?x ?y (1 }", 2, 11),
        ("ASK {\n {} ", 1, 5),
        ("ASK {} }", 1, 8),
        ("ASK { ?x § ?y }", 1, 10),
        ("ASK { ?x a org:Thing }", 1, 12),
        ("ASK { ?x ?y '\ud83d' }", 1, 14),
    ],
)
def test_unsound_text_is_refused_at_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(BadQuery, match=f"line {line}, column {column}: ") as fault:
        inspect(text)
    assert (fault.value.line, fault.value.column) == (line, column)


AWKWARD = """a. < <a << "a" " \"\"\" "a e: e:. e:a. . _:a. @a- 1. 1e # '\\u0041 \\u0041 a- ?a"""


@pytest.mark.parametrize("piece", [*AWKWARD.split(), "e:%41", "( ", "()", "{}", "!", "# \n"])
@pytest.mark.parametrize("before", ["", "ASK { VALUES ?x { ", "PREFIX e: <a:> ASK { FILTER(1 IN ("])
def test_no_long_text_makes_reading_hang(before: str, piece: str) -> None:
    text = before + piece * (100_000 // len(piece))
    began = monotonic()
    with suppress(CoopgraphError):
        inspect(text)
    # Not a claim of speed: reading that goes back over what it has read takes many minutes here.
    assert monotonic() - began < 60


PIECES = [*"*{}()[]<>#'\"\\:.;,/|!1 \n", "<<", ">>", "{|", "|}", "<a:b>", '"""', "?x", "e:f", "_:b"]
PIECES += ["SELECT", "ASK", "PREFIX", "VALUES", "FILTER", "REGEX", "SERVICE", "INSERT", "\\u0022"]


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
def test_nothing_but_the_errors_of_the_project_comes_of_any_text(text: str) -> None:
    with suppress(BadQuery, QueryRefused):
        assert inspect(text) in Form


NODES = st.sampled_from(["?x", "$y", "<http://a/b>", "<#c>", "e:a", "e:a.b", ":"])
WORDS = st.sampled_from(["'a'", '"""a"b"""@en', "'1'^^e:t", "'\\u00e9'", "1.5e3", "true", "()"])
TREES = st.sampled_from(["[]", "[ a e:C ; :p 1, 2 ]", "(1 e:b)", "[ e:p/:q+|^a ?z ]"])
PATHS = st.sampled_from(["a", "?p", "e:p", "<#p>", "e:p/:q", "^(:p|!:q)*", ":p?"])
GAPS = st.sampled_from([" ", "\n", "\t", " # SELECT ASK { '\n"])
GROUPS = [
    "{}",
    "OPTIONAL {{{}}}",
    "{{{}}} UNION {{{}}}",
    "FILTER NOT EXISTS {{{}}}",
    "MINUS {{{}}}",
]
GROUPS += ["GRAPH ?g {{{}}}", "{} . BIND(?x < 3 AS ?z)", "{} . FILTER(!REGEX(?x, '{{') && ?x < ?y)"]
HEADS = {"SELECT": "*", "ASK": "", "CONSTRUCT": "{ ?x ?y 1 } WHERE", "DESCRIBE": "?x WHERE"}


@st.composite
def patterns(draw: st.DrawFn) -> str:
    parts = ("", draw(NODES), draw(PATHS), draw(NODES | WORDS | TREES), "")
    triple = draw(GAPS).join(parts)
    return draw(st.sampled_from(GROUPS)).format(triple, triple)


@st.composite
def queries(draw: st.DrawFn) -> tuple[str, str]:
    form = draw(st.sampled_from([*HEADS]))
    written = draw(st.sampled_from([form, form.lower(), form.title()]))
    declared = draw(st.permutations(["PREFIX e: <#>", "PREFIX : <select>", "prefix ASK: <>"]))
    body = draw(GAPS).join(draw(st.lists(patterns(), max_size=4)))
    return form, draw(GAPS).join(
        ("BASE <http://ASK/>", *declared, written, HEADS[form], "{", body, "}")
    )


@given(queries())
@settings(deadline=None)
def test_what_the_engine_takes_for_a_query_of_a_form_has_that_form(query: tuple[str, str]) -> None:
    form, text = query
    try:
        Store().query(text)
    except SyntaxError:
        return
    assert inspect(text) == form


def world() -> Store:
    """Triples for the seeds of the next test, so that the patterns before a call have solutions."""
    store = Store()
    for iri in ("http://h:", "http://h/a.b", "http://h/", "http://h/#"):
        for value in (NamedNode(iri), Literal(True), Literal("")):
            store.add(Quad(NamedNode(iri), TYPE, value))
    return store


SEEDS = [*MISREAD.values(), *(f"ASK {{ {{}} {call} }}" for call in (CALL, f"?x ?y '' . {CALL}"))]


@given(st.data())
@settings(deadline=None, max_examples=500)
def test_no_text_that_passes_calls_out(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(SEEDS))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        behind = data.draw(st.sampled_from([0, 0, 1, 3]))
        text = text[:at] + data.draw(st.sampled_from(PIECES)) + text[at + behind :]
    try:
        inspect(text)
    except CoopgraphError:
        return
    try:
        bool(world().query(text))
    except (SyntaxError, RuntimeError):
        return
