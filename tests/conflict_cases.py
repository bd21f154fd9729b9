"""The cases of conflicts and of what is tested: rule, case, what is given, what follows."""

from hashlib import sha256

from coopgraph.names import CGO, ID, VOCAB

STATED = "cgo:valueStatus <https://w3id.org/coopgraph/vocab/value-status/stated>"
JUNE = f"""cgo:claimSubject <tie/t> ; cgo:claimPredicate cgo:date ;
  cgo:value '1998-06'^^xsd:gYearMonth ; {STATED}"""
MAY = JUNE.replace("06", "05")
TWO_MONTHS = f"""
cgo:date a owl:FunctionalProperty .
<../graph/source/a> {{ <claim/1> {JUNE} }}
<../graph/source/b> {{ <claim/2> {MAY} }}
"""
COUNTS = """
<observation/a> cgo:observedEntity <actor/a> ; cgo:indicator <../vocab/indicator/agreement-count> ;
  cgo:agreementKind <../vocab/agreement-kind/twinning> ; cgo:observedValue 8 ;
  cgo:governmentLevel <../vocab/government-level/intermediate> .
<observation/b> cgo:observedEntity <actor/a> ; cgo:indicator <../vocab/indicator/agreement-count> ;
  cgo:agreementKind <../vocab/agreement-kind/twinning> ; cgo:observedValue 11 ;
  cgo:governmentLevel <../vocab/government-level/intermediate> .
<../graph/source/a> {
  <claim/1> cgo:claimSubject <observation/a> ; cgo:claimPredicate cgo:observedValue .
  <claim/2> cgo:claimSubject <observation/b> ; cgo:claimPredicate cgo:observedValue . }
"""
FOCUS = """<../graph/source/a> {
  <claim/1> cgo:claimSubject <tie/t> ; cgo:claimPredicate cgo:focus ; cgo:part <part/p> ;
    cgo:value 'WORDS'@en .
  <claim/2> cgo:claimSubject <tie/u> ; cgo:claimPredicate cgo:focus ; cgo:part <part/p> ;
    cgo:value 'WORDS'@en . }
"""
TRIED = """
<tested/t> cgo:testResult <../vocab/test-result/RESULT> ; cgo:about <actor/a> ;
  cgo:testKind <../vocab/test-kind/superlative> ; cgo:rationale 'x'@en ;
  cgo:assertingClaim <claim/1> ; cgo:contradictedBy <claim/2> .
"""


def conflict_iri(key: str) -> str:
    """The address of a conflict, from what its key is made of."""
    return f"conflict/{sha256(key.encode()).hexdigest()[:16]}"


def conflict(key: str, kind: str, about: str, *claims: int) -> str:
    """A conflict as the rules mint it, from what its key is made of."""
    sides = " , ".join(f"<claim/{claim}>" for claim in claims)
    return f"""<{conflict_iri(key)}> a cgo:Conflict ;
      cgo:conflictKind <../vocab/conflict-kind/{kind}> ; cgo:conflictAbout {about} ;
      cgo:conflictingClaim {sides} ."""


CASES_OF_CONFLICTS = [
    (
        "66-asserting-claims",
        "the row of the claim that is tested",
        """<tested/t> cgo:assertingEntry 'a/s001/value' .
           <../graph/source/a> { <claim/1> cgo:entry 'a/s001/value' }
           <../graph/source/b> { <claim/2> cgo:entry 'b/s001/value' }""",
        "<tested/t> cgo:assertingClaim <claim/1> .",
    ),
    (
        "66-item-claims",
        "the rows of two of the things that are counted",
        """<tested/t> cgo:itemEntry 'a/s001/value' , 'a/s002/value' .
           <../graph/source/a> { <claim/1> cgo:entry 'a/s001/value' .
             <claim/2> cgo:entry 'a/s002/value' . <claim/3> cgo:entry 'a/s003/value' }""",
        "<tested/t> cgo:itemClaim <claim/1> , <claim/2> .",
    ),
    (
        "80-stated-and-denied",
        "one value stated and denied, another denied only",
        """<../graph/source/a> {
             <claim/1> cgo:claimSubject <actor/a> ; cgo:claimPredicate cgo:party ; cgo:value 1 .
             <claim/2> cgo:claimSubject <actor/a> ; cgo:claimPredicate cgo:party ; cgo:value 1 ;
               cgo:denied true .
             <claim/3> cgo:claimSubject <actor/a> ; cgo:claimPredicate cgo:party ; cgo:value 2 ;
               cgo:denied true . }""",
        conflict(f"denied|{ID}actor/a|{CGO}party|1", "value", "<actor/a>", 1, 2),
    ),
    (
        "92-conflicts-of-tested-statements",
        "a superlative that a claim contradicts",
        TRIED.replace("RESULT", "contested"),
        conflict(f"tested|{ID}tested/t", "superlative", "<actor/a>", 1, 2)
        + f"<{conflict_iri(f'tested|{ID}tested/t')}> cgo:rationale 'x'@en .",
    ),
    (
        "92-conflicts-of-tested-statements",
        "a superlative that holds",
        TRIED.replace("RESULT", "confirmed"),
        "",
    ),
    (
        "66-conflicting-claims",
        "an entry that a curator names",
        """<conflict/c> cgo:conflictingEntry 'a/s001/value' .
           <../graph/source/a> {
             <claim/1> cgo:entry 'a/s001/value' . <claim/2> cgo:entry 'a/s002/value' }""",
        "<conflict/c> cgo:conflictingClaim <claim/1> .",
    ),
    (
        "80-conflicts-of-values",
        "two months of one tie",
        TWO_MONTHS + "<tie/t> cgo:contestedProperty cgo:date .",
        conflict(f"{ID}tie/t|{CGO}date", "date", "<tie/t>", 1, 2),
    ),
    (
        "81-conflicts-of-counts",
        "a text that counts otherwise than a table",
        COUNTS,
        conflict(f"{ID}observation/a|{ID}observation/b", "text-against-table", "<actor/a>", 1, 2),
    ),
    (
        "81-conflicts-of-counts",
        "counts of two years",
        COUNTS
        + """<observation/a> cgo:asOf '2010'^^xsd:gYear .
             <observation/b> cgo:asOf '2011'^^xsd:gYear .""",
        "",
    ),
    (
        "82-repeated-texts",
        "a long field of work in two rows of one table",
        FOCUS.replace("WORDS", "Management of water resources, mining, trade in iron"),
        conflict(f"repeated|{ID}claim/1|{ID}claim/2", "repeated-text", "<tie/t> , <tie/u>", 1, 2),
    ),
    ("82-repeated-texts", "one word in two rows", FOCUS.replace("WORDS", "Mining"), ""),
    (
        "83-partners-under-two-names",
        "two actors that may be one, partners of a third",
        """<../graph/curation> { <hypothesis/h> cgo:candidate <actor/a> , <actor/b> }
           <tie/t> cgo:party <actor/a> , <actor/c> . <tie/u> cgo:party <actor/b> , <actor/c> .
           <../graph/source/a> {
             <claim/1> cgo:claimSubject <tie/t> ; cgo:claimPredicate cgo:party ;
               cgo:value <actor/a> .
             <claim/2> cgo:claimSubject <tie/u> ; cgo:claimPredicate cgo:party ;
               cgo:value <actor/b> . }""",
        conflict(f"identity|{ID}hypothesis/h", "identity", "<actor/a> , <actor/b>", 1, 2),
    ),
    (
        "84-conflicts-of-origin",
        "two milestones at which one concept began",
        """<milestone/m> cgo:introducesConcept <../vocab/modality/cid> .
           <milestone/n> cgo:introducesConcept <../vocab/modality/cid> .
           <../graph/source/a> {
             <claim/1> cgo:claimSubject <milestone/m> ; cgo:claimPredicate cgo:introducesConcept ;
               cgo:value <../vocab/modality/cid> . }
           <../graph/source/b> {
             <claim/2> cgo:claimSubject <milestone/n> ; cgo:claimPredicate cgo:introducesConcept ;
               cgo:value <../vocab/modality/cid> . }""",
        conflict(f"origin|{VOCAB}modality/cid", "origin", "<../vocab/modality/cid>", 1, 2),
    ),
    (
        "93-labels-of-conflicts",
        "a conflict of a kind about a thing",
        """<conflict/c> cgo:conflictKind <../vocab/conflict-kind/date> ; cgo:conflictAbout <tie/t> .
           <../vocab/conflict-kind/date> rdfs:label 'date'@en , 'fecha'@es .
           <tie/t> rdfs:label 'A – B'@en .""",
        "<conflict/c> rdfs:label 'A – B – date'@en .",
    ),
]
