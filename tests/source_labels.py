"""What the rules call a source: cases of tests/test_rules.py."""

UNTITLED = """
<source/a> a cgo:Source ; cgo:siglum 'Ald' ; cgo:notSaid dcterms:title ;
  dcterms:type 'article' ; dcterms:bibliographicCitation 'Paper 1' .
"""

CASES_OF_SOURCES = [
    (
        "42-labels-of-sources",
        "the title of a source, the heading of a table, and no other title",
        """<source/a> a cgo:Source ; cgo:siglum 'Ald' ; dcterms:title 'T' . <t> dcterms:title 'U' .
           <part/a-1> a cgo:SourcePart ; cgo:printedLabel 'Table 1' .""",
        "<source/a> rdfs:label 'T' . <part/a-1> rdfs:label 'Table 1' .",
    ),
    (
        "45-labels-of-untitled-sources",
        "by the author and not by the journal",
        UNTITLED.replace("article' ;", "article' ; dcterms:creator 'A. Writer' ;"),
        """<source/a> rdfs:label '[untitled article] (A. Writer)'@en ,
           '[artículo sin título] (A. Writer)'@es , '[artigo sem título] (A. Writer)'@pt .""",
    ),
    (
        "45-labels-of-untitled-sources",
        "by the journal, where the author is not said",
        UNTITLED,
        """<source/a> rdfs:label '[untitled article] (Paper 1)'@en ,
           '[artículo sin título] (Paper 1)'@es , '[artigo sem título] (Paper 1)'@pt .""",
    ),
    (
        "45-labels-of-untitled-sources",
        "by the mark, where nothing else is said",
        UNTITLED.replace("; dcterms:bibliographicCitation 'Paper 1'", "").replace(
            "article", "dataset"
        ),
        """<source/a> rdfs:label '[untitled data set] (Ald)'@en ,
           '[conjunto de datos sin título] (Ald)'@es ,
           '[conjunto de dados sem título] (Ald)'@pt .""",
    ),
    (
        "45-labels-of-untitled-sources",
        "a work cited, of which it is not known whether it has a title",
        UNTITLED.replace("article", "work"),
        "",
    ),
    (
        "46-labels-of-works",
        "a work cited without its title, and an article that has none",
        UNTITLED.replace("article", "work") + UNTITLED.replace("source/a", "source/b"),
        "<source/a> rdfs:label 'Ald' .",
    ),
    (
        "45-labels-of-untitled-sources",
        "a source that says its title",
        UNTITLED.replace("cgo:notSaid dcterms:title", "dcterms:title 'T'"),
        "",
    ),
]
