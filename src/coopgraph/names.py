"""Namespaces, and how the IRIs of this project are made.

Data hold canonical IRIs only (below `BASE`), never the address of a running service.
"""

from hashlib import sha256

from pyoxigraph import NamedNode

PROJECT = "https://w3id.org/coopgraph"
BASE = PROJECT + "/"

CGO = BASE + "ontology#"
CGS = BASE + "shapes#"
ID = BASE + "id/"
VOCAB = BASE + "vocab/"
GRAPH = BASE + "graph/"
DATA = BASE + "data/"

CITO = "http://purl.org/spar/cito/"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
ORG = "http://www.w3.org/ns/org#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SDO = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
VOID = "http://rdfs.org/ns/void#"
WGS84 = "http://www.w3.org/2003/01/geo/wgs84_pos#"
XSD = "http://www.w3.org/2001/XMLSchema#"

KINDS = (
    "actor",
    "award",
    "claim",
    "classification",
    "conflict",
    "definition",
    "determination",
    "edition",
    "hypothesis",
    "initiative",
    "instrument",
    "membership",
    "milestone",
    "observation",
    "omission",
    "pair",
    "part",
    "person",
    "policy",
    "rule",
    "source",
    "tenure",
    "territory",
    "tested",
    "tie",
)
"""The kinds of thing, as they stand in an IRI below `ID`."""

PREFIXES = {
    "cgo": CGO,
    "cgs": CGS,
    "cgv": VOCAB,
    "cito": CITO,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "sh": SH,
    "skos": SKOS,
    "void": VOID,
    "wgs84": WGS84,
    "xsd": XSD,
    **{kind: f"{ID}{kind}/" for kind in KINDS},
}

TYPE = NamedNode(RDF + "type")
LABEL = NamedNode(RDFS + "label")
DATASET = NamedNode(BASE + "dataset/coopgraph")
DEFAULT_GRAPH = NamedNode(GRAPH + "default")
"""Where the default graph is found by its address, and kept in stores of other engines."""
META_GRAPH = NamedNode(GRAPH + "meta")
CURATION_GRAPH = NamedNode(GRAPH + "curation")


def term(name: str) -> NamedNode:
    """A class or property of the project's ontology."""
    return NamedNode(CGO + name)


def named(name: str) -> NamedNode:
    """A class or property by its short name: `provider` is ours, `org:unitOf` has a prefix."""
    prefix, colon, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local) if colon else term(name)


def referred(text: str) -> NamedNode:
    """What a table refers to by kind and key (`actor/medellin`) or `vocab/modality/css`."""
    if text.startswith("vocab/"):
        return NamedNode(BASE + text)
    return NamedNode(ID + text)


def thing(kind: str, key: str) -> NamedNode:
    """The IRI of a thing, such as `thing("actor", "medellin")`."""
    return NamedNode(f"{ID}{kind}/{key}")


def concept(scheme: str, notation: str) -> NamedNode:
    """The IRI of a concept in one of the project's schemes."""
    return NamedNode(f"{VOCAB}{scheme}/{notation}")


def source_graph(key: str) -> NamedNode:
    """The named graph in which one source speaks."""
    return NamedNode(f"{GRAPH}source/{key}")


def cell_iri(path: str, record: int, field: int) -> NamedNode:
    """The IRI of a cell of one of our tables: RFC 7111, both counted from 1, the header being 1."""
    return NamedNode(f"{BASE}{path}#cell={record},{field}")


def minted_key(*parts: str) -> str:
    """The key of a thing that the build makes, the same in every build (SHA-256, 16 digits)."""
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def short(iri: str) -> str:
    """An IRI as people read it: with its prefix where there is one."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri.removeprefix(BASE)
