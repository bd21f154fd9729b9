"""What to mend next: every list is whole, as a page and as data."""

import csv
import io
from collections.abc import Iterator

import pytest
from httpx import Client

from tests.conftest import ROOT
from tests.released import BROWSER, serving

NAMES = sorted(
    path.stem.removeprefix("worklist_") for path in ROOT.glob("queries/pages/worklist_*.rq")
)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as host, Client(base_url=host, timeout=30) as client:
        yield client


def rows(client: Client, name: str) -> list[dict[str, str]]:
    answer = client.get(f"/worklists/{name}.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def keys(client: Client, name: str) -> set[str]:
    return {row["iri"].rpartition("/id/")[2] for row in rows(client, name)}


def test_each_list_counts_what_its_page_and_its_data_hold(client: Client) -> None:
    listed = client.get("/worklists.json").json()["rows"]
    assert [each["name"] for each in listed] == NAMES
    for each in listed:
        assert len(rows(client, each["name"])) == each["count"]
        shown = client.get(f"/es/worklists/{each['name']}", headers=BROWSER)
        assert shown.status_code == 200
        assert f"/worklists/{each['name']}.csv" in shown.text


def test_what_a_source_says_it_does_not_have_is_not_lacking(client: Client) -> None:
    assert "tie/alta-centro" not in keys(client, "no-date")
    assert "tie/alta-baja" not in keys(client, "no-date")


def test_things_that_lack_something_are_on_their_list(client: Client) -> None:
    assert "tie/alta-baja" in keys(client, "one-source")
    assert "actor/red" in keys(client, "no-country")
    assert "hypothesis/instituto-or-baja" in keys(client, "unresolved")


def test_a_list_that_is_not_there_is_a_404(client: Client) -> None:
    assert client.get("/worklists/nothing").status_code == 404
