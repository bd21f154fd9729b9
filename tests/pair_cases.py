"""Cases of the rule on listed pairs, as tests/test_rules.py reads them."""

CASES_OF_PAIRS = [
    (
        "67-corroborated-by",
        "a tie of which both places are listed, and one of which one is",
        """<pair/p> a cgo:ListedPair ; cgo:listedPlace <territory/a> , <territory/b> .
           <actor/a> cgo:governs <territory/a> . <actor/b> cgo:governs <territory/b> .
           <actor/c> cgo:governs <territory/c> .
           <tie/t> cgo:party <actor/a> , <actor/b> . <tie/u> cgo:party <actor/a> , <actor/c> .""",
        "<tie/t> cgo:corroboratedBy <pair/p> .",
    ),
]
