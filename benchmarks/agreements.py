"""Made-up data of this field, as large as wished, with faults at known places.

Cities with names in three languages, agreements between them, memberships in networks. The same
size gives the same triples.
"""

import random
from collections.abc import Callable, Iterator
from itertools import cycle

Thing = dict[str, list[str]]
Fault = Callable[[Thing], object]

EX = "http://example.org/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
A_UNIT = 54.3
"""Triples of a city with its three agreements and its membership and a half."""

FAULTS_EVERY = 97
"""Of so many things of a kind, one has a fault."""


def iri(name: str) -> str:
    """A name of the data as an IRI."""
    return f"<{EX}{name}>"


def literal(text: object, datatype: str = "") -> str:
    """A literal, with a datatype of XML Schema if it has one."""
    return f'"{text}"^^<http://www.w3.org/2001/XMLSchema#{datatype}>' if datatype else f'"{text}"'


def triples(size: int, every: int = FAULTS_EVERY) -> Iterator[str]:
    """About so many lines of N-Triples; of so many things of a kind, one has a fault."""
    chance = random.Random(size)
    cities = max(8, round(size / A_UNIT))
    yield f"{iri('CapitalCity')} <{SUBCLASS}> {iri('City')} ."
    yield f"{iri('Twinning')} <{SUBCLASS}> {iri('Agreement')} ."
    for number in range(40):
        yield f"{iri(f'network{number}')} <{TYPE}> {iri('Network')} ."
        yield f"{iri(f'theme{number}')} <{TYPE}> {iri('Theme')} ."
        yield f"{iri(f'region{number}')} {iri('within')} {iri(f'country{number % 9}')} ."
        yield f"{iri(f'country{number % 9}')} <{TYPE}> {iri('Country')} ."
    kinds: list[tuple[str, int, Callable[[int], Thing], list[Fault]]] = [
        ("city", cities, lambda number: _city(number, chance), CITY_FAULTS),
        ("agreement", 3 * cities, lambda number: _agreement(number, cities, chance), TIE_FAULTS),
        ("membership", 3 * cities // 2, lambda number: _membership(number, cities), MEMBER_FAULTS),
    ]
    for kind, many, make, faults in kinds:
        turn = cycle(faults)
        for number in range(many):
            thing = make(number)
            if number % every == every - 1:
                next(turn)(thing)
            yield from _written(iri(f"{kind}{number}"), thing)


def _written(name: str, thing: Thing) -> Iterator[str]:
    for predicate, values in thing.items():
        known = f"<{TYPE}>" if predicate == "type" else iri(predicate)
        for value in dict.fromkeys(values):
            yield f"{name} {known} {value} ."


def _city(number: int, chance: random.Random) -> Thing:
    capital = number % 20 == 0
    return {
        "type": [iri("CapitalCity"), iri("City")] if capital else [iri("City")],
        "name": [f'"City {number}"@en', f'"Ciudad {number}"@es', f'"Cidade {number}"@pt'],
        "code": [literal(f"C{number:07d}")],
        "within": [iri(f"region{number % 40}")],
        "population": [literal(chance.randrange(1000, 9_000_000), "integer")],
        "wikidata": [literal(f"Q{number + 1}")],
        "founded": [literal(chance.randrange(1500, 1990), "gYear")],
    }


def _agreement(number: int, cities: int, chance: random.Random) -> Thing:
    year = chance.randrange(1950, 2010)
    parties = chance.sample(range(cities), 2)
    return {
        "type": [iri("Twinning"), iri("Agreement")] if number % 3 == 0 else [iri("Agreement")],
        "label": [f'"Agreement {number}"@en', f'"Acuerdo {number}"@es'],
        "party": [iri(f"city{party}") for party in parties],
        "lead": [iri(f"city{parties[0]}")],
        "signed": [literal(f"{year}-{number % 12 + 1:02d}-{number % 28 + 1:02d}", "date")],
        "ended": [literal(f"{year + 5}-01-01", "date")],
        "theme": [iri(f"theme{number % 40}")],
        "status": [literal(("active", "ended", "unknown")[number % 3])],
        "number": [literal(number + 1, "integer")],
        "source": [literal(f"https://archive.example.org/{number}", "anyURI")],
    }


def _membership(number: int, cities: int) -> Thing:
    return {
        "type": [iri("Membership")],
        "member": [iri(f"city{number % cities}")],
        "network": [iri(f"network{number % 40}")],
        "from": [literal(1950 + number % 60, "gYear")],
        "to": [literal(2010 + number % 10, "gYear")],
    }


def _put(predicate: str, *values: str) -> Fault:
    """What is said of a property instead of what was."""
    return lambda thing: thing.update({predicate: list(values)})


def _also(predicate: str, *values: str) -> Fault:
    """What is said of a property beside what is."""
    return lambda thing: thing.setdefault(predicate, []).extend(values)


CITY_FAULTS: list[Fault] = [
    _also("name", '"Another"@en'),
    _put("name", '"Nom"@fr'),
    _put("code", literal("lower")),
    _also("code", literal("C0000000")),
    _put("population", literal("many")),
    _put("population", literal(-5, "integer")),
    _put("within", iri("nowhere")),
    _put("wikidata", literal("739")),
    _also("nickname", literal("the fair")),
]
TIE_FAULTS: list[Fault] = [
    _put("label"),
    _put("party", iri("city1")),
    _also("party", iri("theme1")),
    _also("lead", iri("network1")),
    _put("signed", literal("1999-02-30", "date")),
    _put("signed", literal("in 1999")),
    _put("ended", literal("1900-01-01", "date")),
    _put("theme", literal("trade")),
    _put("status", literal("perhaps")),
    _put("number", literal(0, "integer")),
    _put("source", literal("elsewhere")),
    _also("supersedes", iri("agreement0"), iri("agreement1")),
    _put("party", iri("city2"), iri("city3"), iri("city22")),
    _also("signed", literal("1980-01-01", "date")),
]
MEMBER_FAULTS: list[Fault] = [
    _put("network", iri("city1")),
    _put("network"),
    _put("from", literal(2015, "gYear")),
    _also("member", iri("city7")),
    _put("to", literal("now")),
]
