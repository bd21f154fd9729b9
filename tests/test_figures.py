"""Where the lines of a picture lie."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopgraph.figures.fan import fan
from coopgraph.figures.network import draw_network
from coopgraph.figures.strip import strip
from coopgraph.figures.world import HEIGHT, WHOLE, WIDTH, Place, Point, frame, names, project
from tests.conftest import ROOT

MEDELLIN, BOGOTA = Place(6.25, -75.57), Place(4.61, -74.08)
PLACES = st.builds(
    Place, st.floats(min_value=-55, max_value=75), st.floats(min_value=-179.9, max_value=179.9)
)


def test_the_land_is_what_the_script_makes_of_the_pinned_atlas() -> None:
    sums = (ROOT / "tools" / "world" / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    made = {path: digest for digest, path in (line.split("  ") for line in sums)}
    pictures = [path for path in made if "/static/" in path]
    assert len(pictures) == 2
    for path in pictures:
        assert sha256((ROOT / path).read_bytes()).hexdigest() == made[path]
    (atlas,) = made.keys() - set(pictures)
    assert made[atlas] in (ROOT / "tools" / "world" / "build.mjs").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("place", "point"),
    [
        (MEDELLIN, (470.4718, 241.4862)),
        (Place(32, 118.8), (60.3667, 151.8182)),
        (Place(41.4, 2.1), (654.2196, 121.7801)),
        (Place(-27, 153), (137.6290, 359.4467)),
    ],
)
def test_a_place_lies_where_the_land_of_the_same_projection_has_it(
    place: Place, point: tuple[float, float]
) -> None:
    found = project(place)
    assert (found.x, found.y) == pytest.approx(point, abs=0.001)


@given(st.lists(PLACES, min_size=1, max_size=20))
def test_the_part_of_a_map_holds_every_place_and_nothing_beyond_the_world(
    places: list[Place],
) -> None:
    part = frame(places)
    for place in places:
        point = part.show(place)
        assert -1 <= point.x <= WIDTH + 1
        assert -1 <= point.y <= part.height + 1
    assert part.left >= 0
    assert part.left + WIDTH / part.scale <= WIDTH + 0.5
    assert part.top + part.height / part.scale <= HEIGHT + 0.5


def test_places_near_each_other_are_shown_from_nearer_and_none_at_all_as_the_world() -> None:
    assert frame([MEDELLIN, BOGOTA]).scale > 3
    assert frame([]) == WHOLE


def test_a_name_never_lies_on_another_and_the_first_has_its_room() -> None:
    crowd = [(name, Point(400, 200)) for name in ("Medellín", "Bello", "Envigado", "Itagüí")]
    placed = [named.text for named in names(crowd, HEIGHT, 1)]
    assert placed[0] == "Medellín"
    assert len(placed) < len({(400, 200)}) * len(crowd)


def test_a_fan_has_a_strand_for_each_partner_below_the_head_of_its_group() -> None:
    drawn = fan({"Argentina": [1, 2], "Spain": [1]})
    assert [strand.number for strand in drawn.strands] == [0, 1, 2]
    rows = [strand.y for strand in drawn.strands]
    assert drawn.heads["Argentina"] < rows[0] < rows[1] < drawn.heads["Spain"] < rows[2]
    assert rows[-1] < drawn.height


def test_a_year_is_a_bar_and_a_month_a_dot_within_its_year() -> None:
    drawn = strip(["1998", "1998-06", "2010-12-31"])
    year, month, day = drawn.marks
    assert year.width > 0
    assert month.width == day.width == 0
    assert year.x < month.x < year.x + year.width < day.x


def test_the_years_of_a_strip_are_round_and_few() -> None:
    years = [tick.year for tick in strip(["1961", "2016"]).ticks]
    assert all(year % 10 == 0 for year in years)
    assert 3 <= len(years) <= 8


def test_a_network_falls_into_its_parts_the_largest_first_each_around_its_hub() -> None:
    star = [("hub", f"leaf-{number}") for number in range(20)]
    drawn = draw_network([("one", "other"), *star])
    assert [len(part.names) for part in drawn.parts] == [21, 2]
    assert drawn.parts[0].names[0] == "hub"
    degrees = {node.name: node.degree for node in drawn.nodes}
    assert (degrees["hub"], degrees["leaf-3"]) == (20, 1)
    assert len(drawn.edges) == 21


PAIRS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")).filter(
        lambda pair: pair[0] < pair[1]
    ),
    min_size=1,
    unique=True,
)


@given(PAIRS)
def test_no_two_actors_stand_on_one_point_and_none_beyond_the_picture(
    pairs: list[tuple[str, str]],
) -> None:
    drawn = draw_network(pairs)
    assert len({(node.x, node.y) for node in drawn.nodes}) == len(drawn.nodes)
    assert sum(node.degree for node in drawn.nodes) == 2 * len(pairs)
    for node in drawn.nodes:
        assert 0 <= node.x <= WIDTH
        assert 0 <= node.y <= drawn.height


def test_three_who_are_all_tied_make_a_triangle() -> None:
    drawn = draw_network([("a", "b"), ("b", "c"), ("a", "c")])
    (x1, y1), (x2, y2), (x3, y3) = ((node.x, node.y) for node in drawn.nodes)
    assert abs((x2 - x1) * (y3 - y1) - (x3 - x1) * (y2 - y1)) > 100
