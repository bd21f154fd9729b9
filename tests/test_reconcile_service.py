"""The Reconciliation Service API 0.2 at /reconcile, and the same for files."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Client

from coopgraph.cli import COULD_NOT_RUN
from tests.released import BROWSER, serving, settings
from tests.test_cli import run


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as host, Client(base_url=host, timeout=30) as client:
        yield client


def results(client: Client, queries: dict[str, Any], address: str = "/reconcile") -> dict[str, Any]:
    answer = client.post(address, data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return {name: each["result"] for name, each in answer.json().items()}


def test_the_manifest_says_where_every_part_is_and_the_parts_are_there(client: Client) -> None:
    manifest = client.get("/reconcile").json()
    assert manifest["versions"] == ["0.1", "0.2"]
    assert {type_["id"] for type_ in manifest["defaultTypes"]} >= {"Actor", "Territory", "Country"}
    for what in ("view", "preview"):
        address = manifest[what]["url"].replace("{{id}}", "actor/alta")
        assert client.get(address, follow_redirects=True).status_code == 200
    for service in (*manifest["suggest"].values(), manifest["extend"]["propose_properties"]):
        answer = client.get(
            service["service_url"] + service["service_path"], params={"prefix": "a"}
        )
        assert answer.status_code == 200


def test_a_batch_is_answered_by_form_and_by_address_alike(client: Client) -> None:
    queries = {
        "q0": {"query": "Alta", "type": "Actor", "type_strict": "any", "limit": 3},
        "q1": {"query": "nothing of the kind"},
        "q2": {"query": "Alta", "properties": [{"pid": "country", "v": {"id": "territory/col"}}]},
    }
    posted = results(client, queries)
    asked = client.get("/reconcile", params={"queries": json.dumps(queries)}).json()
    assert {name: each["result"] for name, each in asked.items()} == posted
    assert set(posted) == set(queries)
    assert posted["q1"] == []
    first = posted["q0"][0]
    assert (first["id"], first["score"], first["match"]) == ("actor/alta", 100, True)
    assert all(isinstance(each["name"], str) for each in posted["q0"])
    assert all(type_.keys() == {"id", "name"} for each in posted["q0"] for type_ in each["type"])
    assert len(posted["q0"]) <= 3
    assert all("Actor" in [type_["id"] for type_ in each["type"]] for each in posted["q0"])


def test_a_type_that_is_only_wanted_puts_others_further_down(client: Client) -> None:
    query = {"query": "Alta", "type": "Territory", "type_strict": "should"}
    ids = [each["id"] for each in results(client, {"q": query})["q"]]
    assert ids[0] == "territory/alta"
    assert "actor/alta" in ids


def test_things_are_extended_with_country_and_identifiers(client: Client) -> None:
    properties = [{"id": name} for name in ("country", "wikidata", "level", "iri", "nonsense")]
    asked = {"ids": ["actor/alta", "territory/col", "actor/nobody"], "properties": properties}
    answer = client.post("/reconcile", data={"extend": json.dumps(asked)}).json()
    assert [each["id"] for each in answer["meta"]] == [each["id"] for each in properties]
    alta = answer["rows"]["actor/alta"]
    assert alta["country"] == [{"id": "territory/col", "name": "Colombia"}]
    assert alta["level"] == [{"str": "municipal"}]
    assert alta["nonsense"] == []
    assert answer["rows"]["territory/col"]["wikidata"] == [{"str": "Q739"}]
    assert [value for value in answer["rows"]["actor/nobody"].values() if value] == []


def test_names_are_given_in_the_language_of_the_address(client: Client) -> None:
    proposed = client.get("/pt/reconcile/propose", params={"type": "Actor"}).json()
    names = {each["id"]: each["name"] for each in proposed["properties"]}
    assert (proposed["type"], names["country"]) == ("Actor", "País")
    assert client.get("/es/reconcile").json()["view"]["url"].find("/es/reconcile/view") > 0


def test_what_somebody_types_is_completed(client: Client) -> None:
    def suggested(what: str, prefix: str) -> list[str]:
        answer = client.get(f"/reconcile/suggest/{what}", params={"prefix": prefix})
        return [each["id"] for each in answer.json()["result"]]

    assert "actor/alta" in suggested("entity", "alt")
    assert suggested("entity", "") == []
    assert "LocalGovernment" in suggested("type", "local")
    assert suggested("property", "wiki") == ["wikidata"]
    assert client.get("/reconcile/suggest/nothing").status_code == 404


def test_the_preview_may_stand_in_a_frame_and_no_other_page_may(client: Client) -> None:
    preview = client.get("/reconcile/preview", params={"id": "actor/alta"})
    assert "frame-ancestors" not in preview.headers["content-security-policy"]
    assert "/doc/actor/alta" in preview.text
    other = client.get("/reconcile", headers=BROWSER)
    assert "frame-ancestors 'none'" in other.headers["content-security-policy"]
    assert "/reconcile" in other.text


@pytest.mark.parametrize(
    "asked",
    [
        {"queries": "{"},
        {"queries": "[]"},
        {"queries": '{"q": 1}'},
        {"queries": "[" * 100_000},
        {"extend": "{}"},
        {"extend": '{"ids": 1}'},
        {"queries": json.dumps({f"q{number}": {"query": "x"} for number in range(101)})},
    ],
)
def test_what_cannot_be_read_is_refused(client: Client, asked: dict[str, str]) -> None:
    answer = client.post("/reconcile", data=asked)
    assert answer.status_code == 400
    assert answer.json()["parameter"] in asked


@pytest.mark.parametrize(
    "query",
    [{}, {"query": 1}, {"query": "Alta", "properties": 1}, {"query": "x", "limit": "many"}],
)
def test_odd_queries_are_answered(client: Client, query: dict[str, Any]) -> None:
    assert isinstance(results(client, {"q": query})["q"], list)


def test_a_body_that_is_too_long_is_refused(client: Client) -> None:
    answer = client.post("/reconcile", data={"queries": "x" * (1 << 21)})
    assert answer.status_code == 413


def test_a_table_gets_what_is_meant_and_a_report(tmp_path: Path) -> None:
    names = tmp_path / "list.csv"
    names.write_text('\ufeffcity,land\nALTA,Colombia\n"Baja, x",\nnobody at all,\nAlta,Colombia\n')
    done = run(settings().root, "reconcile", str(names), "--column", "city", "--country", "land")
    assert done.returncode == 0
    assert done.stderr.startswith("4 rows: 2 matched; ")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == ["city", "land", "match", "match_name", "match_score", "candidates"]
    assert rows[0]["match"] == rows[3]["match"] == "https://w3id.org/coopgraph/id/actor/alta"
    assert rows[0]["candidates"].startswith("actor/alta 100; ")
    assert [row["match"] for row in rows[1:3]] == ["", ""]
    output = tmp_path / "matched.csv"
    arguments = ("reconcile", str(names), "--column", "city", "--output", str(output))
    assert run(settings().root, *arguments).stdout == ""
    assert output.read_text(encoding="utf-8").startswith("city,land,match,")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--column", "town"], "has no column 'town'; it has: city"),
        (["--column", "city", "--type", "City"], "there is no type 'City'; there are: Actor"),
    ],
)
def test_a_table_that_cannot_be_matched_is_told_why(
    tmp_path: Path, arguments: list[str], told: str
) -> None:
    names = tmp_path / "list.csv"
    names.write_text("city\nAlta\n")
    done = run(settings().root, "reconcile", str(names), *arguments)
    assert done.returncode == COULD_NOT_RUN
    assert told in done.stderr
