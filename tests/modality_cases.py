"""The rules of direction, level and modality: rule, case, what is given, what follows."""

from tests.counting_cases import CASES_OF_COUNTING, CROSSING, NORTH, NOTHING, ONE, SOUTH, WORDS

THIRD = "<tie/t> cgo:thirdParty <actor/c> . "
WHY = "<determination/d> cgo:undeterminedReason reason:no-date . "
HOME = (
    ONE
    + """<tie/t> cgo:coreParty <actor/a> , <actor/c> .
<actor/a> cgo:inCountry <territory/col> . <actor/c> cgo:inCountry <territory/col> . """
)
TWO = "<determination/d> cgo:determines <tie/t> . <determination/e> cgo:determines <tie/t> . "
SAYS = "<determination/{}> cgo:direction direction:{} . "


def direction(name: str) -> str:
    return f"<determination/d> cgo:direction direction:{name} ; cgo:appliedRule <rule/{name}> ."


_CASES = [
    ("86-south-south", "no North", CROSSING + SOUTH, direction("south-south")),
    ("86-south-south", "a North", CROSSING + SOUTH + NORTH, NOTHING),
    ("86-south-south", "a third party", CROSSING + SOUTH + THIRD, NOTHING),
    ("86-south-south", "a reason against it", CROSSING + SOUTH + WHY, NOTHING),
    ("86-south-south", "one country", ONE + SOUTH, NOTHING),
    ("86-triangular", "a third party", CROSSING + SOUTH + THIRD, direction("triangular")),
    ("86-triangular", "no third party", CROSSING + SOUTH, NOTHING),
    ("86-triangular", "a North beside it", CROSSING + SOUTH + NORTH + THIRD, NOTHING),
    ("86-triangular", "a reason against it", CROSSING + SOUTH + THIRD + WHY, NOTHING),
    ("86-north-north", "no South", CROSSING + NORTH, direction("north-north")),
    ("86-north-north", "a South", CROSSING + NORTH + SOUTH, NOTHING),
    ("86-north-north", "one country", ONE + NORTH, NOTHING),
    ("86-north-north", "a reason against it", CROSSING + NORTH + WHY, NOTHING),
    ("86-north-south", "both", CROSSING + NORTH + SOUTH, direction("north-south")),
    ("86-north-south", "no North", CROSSING + SOUTH, NOTHING),
    ("86-north-south", "a reason against it", CROSSING + NORTH + SOUTH + WHY, NOTHING),
    ("86-domestic", "two of one country", HOME, direction("domestic")),
    ("86-domestic", "a third abroad", HOME + "<tie/t> cgo:acrossBorders true .", NOTHING),
    ("86-domestic", "a reason against it", HOME + WHY, NOTHING),
    *(
        (
            "87-modality-decentralised",
            name,
            SAYS.format("d", name) + "<determination/d> cgo:level level:decentralised .",
            f"<determination/d> cgo:modality modality:{notation} .",
        )
        for name, notation in {
            "south-south": "cdss",
            "north-south": "cdns",
            "triangular": "cdt",
            "north-north": "cdnn",
        }.items()
    ),
    ("87-modality-decentralised", "a level not known", SAYS.format("d", "triangular"), NOTHING),
    *(
        (
            "87-modality-plain",
            f"{name}, at a level not known and at one that is another",
            SAYS.format("d", name)
            + SAYS.format("e", name)
            + "<determination/e> cgo:level level:mixed .",
            f"""<determination/d> cgo:modality modality:{notation} .
                <determination/e> cgo:modality modality:{notation} .""",
        )
        for name, notation in {
            "south-south": "css",
            "north-south": "cns",
            "triangular": "ct",
        }.items()
    ),
    (
        "87-modality-plain",
        "the decentralised level",
        SAYS.format("d", "south-south") + "<determination/d> cgo:level level:decentralised .",
        NOTHING,
    ),
    *(
        (
            "90-editions-" + rule,
            case,
            TWO + given,
            f"<tie/t> cgo:editionAgreement agreement:{rule} ." if holds else NOTHING,
        )
        for case, given, held in (
            (
                "one direction",
                SAYS.format("d", "south-south") + SAYS.format("e", "south-south"),
                "unanimous",
            ),
            (
                "two directions",
                SAYS.format("d", "south-south") + SAYS.format("e", "north-south"),
                "split",
            ),
            (
                "a direction and a reason",
                WHY + SAYS.format("e", "north-south"),
                "partly-undetermined",
            ),
            (
                "two directions and a reason",
                WHY
                + SAYS.format("e", "north-south")
                + "<determination/f> cgo:determines <tie/t> . "
                + SAYS.format("f", "south-south"),
                "split",
            ),
            ("reasons only", WHY, "undetermined"),
        )
        for rule in ("unanimous", "split", "partly-undetermined", "undetermined")
        for holds in (rule == held,)
    ),
    (
        "91-derived-entities",
        "a determination",
        "<determination/d> a cgo:ModalityDetermination .",
        "<determination/d> a prov:Entity .",
    ),
]

CASES_OF_MODALITY = [
    (name, case, WORDS + given, WORDS + then)
    for name, case, given, then in [*CASES_OF_COUNTING, *_CASES]
]
