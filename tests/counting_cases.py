"""The cases of what is counted, why not, and of levels: rule, case, what is given, what follows."""

NOTHING = ""
WORDS = "@base <https://w3id.org/coopgraph/id/> .\n" + "".join(
    f"@prefix {prefix}: <https://w3id.org/coopgraph/vocab/{scheme}/> .\n"
    for prefix, scheme in {
        "agreement": "edition-agreement",
        "basis": "date-basis",
        "category": "country-category",
        "direction": "direction",
        "level": "level",
        "modality": "modality",
        "pole": "pole",
        "reason": "undetermined-reason",
    }.items()
)
NATIONS = """
edition:g77-2024 a cgo:ClassificationEdition .
<territory/col> a cgo:Country ; cgo:isoCode 'COL' .
<territory/mex> a cgo:Country ; cgo:isoCode 'MEX' .
<territory/twn> a cgo:Country ; cgo:isoCode 'TWN' .
<territory/cuw> a cgo:DependentTerritory ; cgo:isoCode 'CUW' .
<classification/1> cgo:edition edition:m49-2019 ; cgo:classifiedTerritory <territory/col> .
<classification/2> cgo:edition edition:m49-2019 ; cgo:classifiedTerritory <territory/mex> .
<classification/3> cgo:edition edition:m49-2019 ; cgo:classifiedTerritory <territory/cuw> .
<classification/g77-2024-col> cgo:category category:g77-member .
"""
PAIR = """
<actor/a> cgo:inCountry <territory/col> . <actor/b> cgo:inCountry <territory/esp> .
<tie/t> cgo:coreParty <actor/a> , <actor/b> ; cgo:acrossBorders true .
"""
# Spain is in a list of the years 1990 to 1995; Colombia changes its group with 1993.
YEARLY = (
    PAIR
    + """
category:h cgo:pole pole:north . category:l cgo:pole pole:south .
edition:e cgo:validFrom '1990-01-01'^^xsd:date .
<classification/1> cgo:edition edition:e ; cgo:classifiedTerritory <territory/esp> ;
  cgo:category category:h ; cgo:validFrom '1990-01-01'^^xsd:date ;
  cgo:validTo '1995-12-31'^^xsd:date .
<classification/2> cgo:edition edition:e ; cgo:classifiedTerritory <territory/col> ;
  cgo:category category:l ; cgo:validFrom '1990-01-01'^^xsd:date ;
  cgo:validTo '1992-12-31'^^xsd:date .
<classification/3> cgo:edition edition:e ; cgo:classifiedTerritory <territory/col> ;
  cgo:category category:h ; cgo:validFrom '1993-01-01'^^xsd:date ;
  cgo:validTo '1995-12-31'^^xsd:date .
<determination/d> cgo:determines <tie/t> ; cgo:usedEdition edition:e .
"""
)
SNAPSHOT = (
    PAIR
    + """
category:h cgo:pole pole:north .
<classification/1> cgo:edition edition:s ; cgo:classifiedTerritory <territory/esp> ;
  cgo:category category:h .
<determination/d> cgo:determines <tie/t> ; cgo:usedEdition edition:s .
"""
)
ONE = "<determination/d> cgo:determines <tie/t> . "
CROSSING = ONE + "<tie/t> cgo:acrossBorders true . "
SOUTH = "<determination/d> cgo:countedSouth <actor/a> . "
NORTH = "<determination/d> cgo:countedNorth <actor/b> . "
UNION = ONE + "<tie/t> cgo:coreParty <actor/un> . <actor/un> a cgo:IntergovernmentalOrganisation . "
UNPLACED = "<tie/t> cgo:unplacedParty <actor/x> . "
VISIT = """<initiative/i> cgo:coreParty <actor/a> , <actor/b> .
<actor/a> cgo:inCountry <territory/col> . <actor/b> cgo:inCountry <territory/cub> . """
LEVELS = (
    ONE
    + """<tie/t> cgo:coreParty <actor/city> , <actor/state> .
<actor/city> cgo:actsAt level:decentralised . """
)
STATE = "<actor/state> cgo:actsAt level:centralised . "


def between(earliest: str, latest: str) -> str:
    return (
        f"<determination/d> cgo:referenceEarliest '{earliest}'^^xsd:date ; "
        f"cgo:referenceLatest '{latest}'^^xsd:date . "
    )


def reason(name: str, rule: str = "") -> str:
    return (
        f"<determination/d> cgo:undeterminedReason reason:{name} ;"
        f" cgo:appliedRule <rule/{rule or name}> ."
    )


CASES_OF_COUNTING = [
    (
        "34-outside-the-g77",
        "a member, a non-member, one that M49 does not list, and a dependent territory",
        NATIONS,
        """<classification/g77-2024-mex> a cgo:CountryClassification ;
           cgo:edition edition:g77-2024 ; cgo:classifiedTerritory <territory/mex> ;
           cgo:category category:g77-non-member .""",
    ),
    (
        "47-labels-of-classifications",
        "with years and without, in the languages that both have",
        """<classification/1> cgo:classifiedTerritory <territory/chl> ; cgo:category category:h ;
             cgo:validFrom '2012-01-01'^^xsd:date ; cgo:validTo '2024-12-31'^^xsd:date .
           <classification/2> cgo:classifiedTerritory <territory/chl> ; cgo:category category:h .
           <territory/chl> rdfs:label 'Chile'@es . category:h rdfs:label 'alto'@es , 'high'@en .""",
        "<classification/1> rdfs:label 'Chile – alto, 2012–2024'@es . "
        "<classification/2> rdfs:label 'Chile – alto'@es .",
    ),
    (
        "68-core-parties",
        "roles that decide, and roles that do not",
        """<tie/t> cgo:party <actor/a> . <initiative/i> cgo:provider <actor/a> ;
           cgo:recipient <actor/b> ; cgo:partner <actor/c> ; cgo:facilitator <actor/d> ;
           cgo:beneficiary <actor/e> ; cgo:guest <actor/f> .""",
        """<tie/t> cgo:coreParty <actor/a> .
           <initiative/i> cgo:coreParty <actor/a> , <actor/b> , <actor/c> .""",
    ),
    (
        "69-across-borders",
        "a tie across a border, and one within a country",
        """<actor/a> cgo:inCountry <territory/col> . <actor/b> cgo:inCountry <territory/esp> .
           <actor/c> cgo:inCountry <territory/col> . <tie/t> cgo:party <actor/a> , <actor/b> .
           <tie/u> cgo:party <actor/a> , <actor/c> .""",
        "<tie/t> cgo:acrossBorders true .",
    ),
    (
        "69-across-borders",
        "two roles of an initiative, and a facilitator abroad, who does not decide",
        """<actor/a> cgo:inCountry <territory/col> . <actor/b> cgo:inCountry <territory/cub> .
           <initiative/i> cgo:provider <actor/a> ; cgo:recipient <actor/b> .
           <initiative/j> cgo:provider <actor/a> ; cgo:facilitator <actor/b> .""",
        "<initiative/i> cgo:acrossBorders true .",
    ),
    (
        "69-level-of-bodies",
        "a government, a network of cities, and an agency, of which its kind does not say it",
        "<actor/a> a cgo:SubnationalGovernment . <actor/n> a cgo:CityNetwork . "
        "<actor/u> a cgo:AcademicInstitution . <actor/p> a cgo:PublicAgency .",
        "<actor/a> cgo:actsAt level:decentralised . <actor/n> cgo:actsAt level:decentralised . "
        "<actor/u> cgo:actsAt level:non-governmental .",
    ),
    (
        "69-level-of-agencies",
        "an agency of a city, and a fund of a network, which is no government",
        """<actor/p> cgo:agencyOf <actor/a> .
           <actor/a> a cgo:GovernmentActor ; cgo:actsAt level:decentralised .
           <actor/f> cgo:agencyOf <actor/n> . <actor/n> cgo:actsAt level:decentralised .""",
        "<actor/p> cgo:actsAt level:decentralised .",
    ),
    (
        "70-determinations",
        "a tie and an initiative of one key, which stay two",
        """<tie/x> a cgo:CooperationTie . <initiative/x> a cgo:Initiative .
           edition:e a cgo:ClassificationEdition .""",
        """<determination/e-tie-x> a cgo:ModalityDetermination ; cgo:determines <tie/x> ;
             cgo:usedEdition edition:e .
           <determination/e-initiative-x> a cgo:ModalityDetermination ;
             cgo:determines <initiative/x> ; cgo:usedEdition edition:e .""",
    ),
    (
        "70-labels-of-determinations",
        "in the language that both have",
        ONE
        + """<determination/d> cgo:usedEdition edition:e . <tie/t> rdfs:label 'A – B'@es .
             edition:e rdfs:label 'Lista'@es , 'List'@en .""",
        "<determination/d> rdfs:label 'A – B – Lista'@es .",
    ),
    (
        "71-dated-by-itself",
        "a tie and an initiative with dates",
        ONE
        + """<determination/e> cgo:determines <initiative/i> .
           <tie/t> a cgo:CooperationTie ; cgo:earliest '1998-06-01'^^xsd:date ;
             cgo:latest '1998-06-30'^^xsd:date ; cgo:asOfEarliest '2010-01-01'^^xsd:date .
           <initiative/i> a cgo:Initiative ; cgo:earliest '2015-01-01'^^xsd:date ;
             cgo:latest '2015-12-31'^^xsd:date .""",
        between("1998-06-01", "1998-06-30")
        + """<determination/d> cgo:dateBasis basis:signed .
             <determination/e> cgo:dateBasis basis:held ;
               cgo:referenceEarliest '2015-01-01'^^xsd:date ;
               cgo:referenceLatest '2015-12-31'^^xsd:date .""",
    ),
    (
        "71-dated-by-the-source",
        "a tie that only its source dates, and one with a date of its own",
        ONE
        + """<determination/e> cgo:determines <tie/u> .
             <tie/t> cgo:asOfEarliest '2016-01-01'^^xsd:date ;
               cgo:asOfLatest '2016-12-31'^^xsd:date .
             <tie/u> cgo:asOfEarliest '2016-01-01'^^xsd:date ;
               cgo:asOfLatest '2016-12-31'^^xsd:date ;
               cgo:earliest '1998-06-01'^^xsd:date .""",
        between("2016-01-01", "2016-12-31")
        + "<determination/d> cgo:dateBasis basis:as-of-source .",
    ),
    (
        "71-undated",
        "no date, a date of its own, and one of the source",
        ONE
        + """<determination/e> cgo:determines <tie/u> . <determination/f> cgo:determines <tie/v> .
             <tie/u> cgo:earliest '1998-06-01'^^xsd:date .
             <tie/v> cgo:asOfEarliest '2016-01-01'^^xsd:date .""",
        "<determination/d> cgo:dateBasis basis:none .",
    ),
    (
        "72-counted-as-south",
        "the groups of that year",
        YEARLY + between("1991-01-01", "1991-12-31"),
        """<determination/d> cgo:countedSouth <actor/a> ;
             prov:wasDerivedFrom <classification/2> .""",
    ),
    (
        "72-counted-as-south",
        "the last day of a group, and the first of the next",
        YEARLY + between("1992-12-31", "1993-01-01"),
        """<determination/d> cgo:countedSouth <actor/a> ;
             prov:wasDerivedFrom <classification/2> .""",
    ),
    ("72-counted-as-south", "a yearly list and no date", YEARLY, NOTHING),
    (
        "72-counted-as-north",
        "the last day of a group, and the first of the next",
        YEARLY + between("1992-12-31", "1993-01-01"),
        """<determination/d> cgo:countedNorth <actor/a> , <actor/b> ;
             prov:wasDerivedFrom <classification/1> , <classification/3> .""",
    ),
    (
        "72-counted-as-north",
        "a year before the list",
        YEARLY + between("1961-01-01", "1961-12-31"),
        NOTHING,
    ),
    (
        "72-counted-as-north",
        "a list of one state, for which no date is needed",
        SNAPSHOT,
        """<determination/d> cgo:countedNorth <actor/b> ;
             prov:wasDerivedFrom <classification/1> .""",
    ),
    (
        "73-no-date",
        "a yearly list, and no date",
        YEARLY + "<determination/d> cgo:dateBasis basis:none .",
        reason("no-date"),
    ),
    (
        "73-no-date",
        "a list of one state, and no date",
        SNAPSHOT + "<determination/d> cgo:dateBasis basis:none .",
        NOTHING,
    ),
    (
        "73-category-changes",
        "a country on both sides",
        CROSSING + SOUTH + "<determination/d> cgo:countedNorth <actor/a> .",
        reason("category-changes-in-interval", "category-changes"),
    ),
    ("73-category-changes", "two countries on two sides", CROSSING + SOUTH + NORTH, NOTHING),
    (
        "73-category-changes",
        "a country on both sides, of a tie within it",
        ONE + SOUTH + "<determination/d> cgo:countedNorth <actor/a> .",
        NOTHING,
    ),
    (
        "73-country-not-covered",
        "a year before the list",
        YEARLY + between("1961-01-01", "1961-12-31"),
        "<determination/d> cgo:notCounted <actor/a> , <actor/b> . " + reason("country-not-covered"),
    ),
    (
        "73-country-not-covered",
        "a year of the list",
        YEARLY + between("1990-01-01", "1990-12-31"),
        NOTHING,
    ),
    ("73-country-not-covered", "a yearly list and no date", YEARLY, NOTHING),
    (
        "73-country-not-covered",
        "a list of one state that has one of the two",
        SNAPSHOT,
        "<determination/d> cgo:notCounted <actor/a> . " + reason("country-not-covered"),
    ),
    (
        "69-unplaced-parties",
        "a body without a country, a union of states, and a city",
        UNION
        + """<tie/t> cgo:coreParty <actor/x> , <actor/a> . <actor/x> a cgo:Actor .
             <actor/a> cgo:inCountry <territory/col> .""",
        "<tie/t> cgo:unplacedParty <actor/x> .",
    ),
    (
        "73-party-unresolved",
        "a body without a country",
        ONE + UNPLACED,
        "<determination/d> cgo:notCounted <actor/x> . " + reason("party-unresolved"),
    ),
    (
        "73-no-date",
        "a yearly list, no date, and a body without a country",
        YEARLY + UNPLACED + "<determination/d> cgo:dateBasis basis:none .",
        NOTHING,
    ),
    (
        "73-country-not-covered",
        "a country that a list does not have, and a body without a country",
        SNAPSHOT + UNPLACED,
        NOTHING,
    ),
    (
        "73-category-changes",
        "a country on both sides, and a body without a country",
        CROSSING + SOUTH + UNPLACED + "<determination/d> cgo:countedNorth <actor/a> .",
        NOTHING,
    ),
    (
        "73-single-party",
        "one, of which the country is not known",
        ONE + UNPLACED + "<tie/t> cgo:coreParty <actor/x> .",
        NOTHING,
    ),
    (
        "73-non-territorial-party",
        "a union of states and a body without a country",
        UNION + UNPLACED + "<tie/t> cgo:coreParty <actor/x> .",
        NOTHING,
    ),
    ("73-non-territorial-party", "a union of states alone", UNION, NOTHING),
    (
        "73-party-of-no-country",
        "a union of states, and a network that has a country",
        UNION
        + """<tie/t> cgo:coreParty <actor/n> .
             <actor/n> a cgo:ActorNetwork ; cgo:inCountry <territory/col> .""",
        "<determination/d> cgo:notCounted <actor/un> .",
    ),
    (
        "73-non-territorial-party",
        "a union of states and a city",
        UNION + "<tie/t> cgo:coreParty <actor/a> .",
        reason("non-territorial-party"),
    ),
    (
        "73-non-territorial-party",
        "a union of states and cities of two countries",
        UNION + "<tie/t> cgo:acrossBorders true .",
        NOTHING,
    ),
    ("73-single-party", "one", ONE + "<tie/t> cgo:coreParty <actor/a> .", reason("single-party")),
    ("73-single-party", "two", ONE + "<tie/t> cgo:coreParty <actor/a> , <actor/b> .", NOTHING),
    ("73-no-role-data", "none", ONE, reason("no-role-data")),
    ("73-no-role-data", "one", ONE + "<tie/t> cgo:coreParty <actor/a> .", NOTHING),
    (
        "74-third-parties",
        "a city abroad, a bank of no country, and a host at home",
        VISIT
        + """<initiative/i> cgo:facilitator <actor/c> ; cgo:financier <actor/bank> ;
               cgo:host <actor/d> , <actor/b> ; cgo:guest <actor/e> .
             <actor/c> cgo:inCountry <territory/esp> . <actor/d> cgo:inCountry <territory/col> .""",
        "<initiative/i> cgo:thirdParty <actor/c> , <actor/bank> .",
    ),
    (
        "75-level-of-one-government",
        "a city and a university",
        LEVELS + "<actor/state> cgo:actsAt level:non-governmental .",
        "<determination/d> cgo:level level:decentralised .",
    ),
    ("75-level-of-one-government", "a city and a state", LEVELS + STATE, NOTHING),
    ("75-level-of-one-government", "a city and a body of unknown level", LEVELS, NOTHING),
    (
        "75-level-mixed",
        "a city and a state",
        LEVELS + STATE,
        "<determination/d> cgo:level level:mixed .",
    ),
    (
        "75-level-without-government",
        "a union of states alone",
        UNION + "<actor/un> cgo:actsAt level:multilateral .",
        "<determination/d> cgo:level level:multilateral .",
    ),
    (
        "75-level-without-government",
        "a union of states and a city",
        UNION
        + """<actor/un> cgo:actsAt level:multilateral . <tie/t> cgo:coreParty <actor/a> .
             <actor/a> cgo:actsAt level:decentralised .""",
        NOTHING,
    ),
]
