"""What is written of a request, and what a client is told of what broke."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from coopgraph.errors import QueryTimeout, StoreFailed
from coopgraph.web.logs import JsonLines, Readable, RequestLog
from coopgraph.web.problems import handle_problems

Answered = tuple[httpx.Response | None, dict[str, Any]]


async def fine(_: Request) -> Response:
    return PlainTextResponse("twelve bytes")


async def mistaken(_: Request) -> Response:
    raise ZeroDivisionError("the password is swordfish")


async def failing(_: Request) -> Response:
    raise StoreFailed("a worker ended with status -11")


async def broken(request: Request) -> Response:
    fault = QueryTimeout(3) if request.query_params["by"] == "limit" else KeyError("row")

    async def rows() -> AsyncIterator[bytes]:
        yield b"a row\n"
        raise fault

    return StreamingResponse(rows())


def service() -> FastAPI:
    app = FastAPI()
    for endpoint in (fine, mistaken, failing, broken):
        app.add_route(f"/{endpoint.__name__}", endpoint, ["GET", "HEAD"])
    handle_problems(app)
    app.middleware_stack = RequestLog(app.build_middleware_stack(), lambda _: None)
    return app


def answered(
    caplog: pytest.LogCaptureFixture, address: str, method: str = "GET", **headers: str
) -> Answered:
    """The answer of the service, if it was whole, and the line that was written about it."""

    async def ask() -> httpx.Response | None:
        transport = httpx.ASGITransport(service(), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.request(method, address, headers=headers)

    with caplog.at_level(logging.INFO, "coopgraph.web"):
        answer = asyncio.run(ask())
    (record,) = (record for record in caplog.records if record.name == "coopgraph.web")
    line = JsonLines().format(record)
    assert "\n" not in line
    return answer, json.loads(line)


def test_a_request_is_one_line_without_its_query(caplog: pytest.LogCaptureFixture) -> None:
    _, line = answered(caplog, "/fine?query=SELECT&q=medell%C3%ADn", Cookie="secret")
    assert line.pop("ms") >= 0
    assert line.pop("time").endswith("+00:00")
    assert len(line.pop("id")) == 32
    assert line == {"level": "info", "method": "GET", "path": "/fine", "status": 200, "bytes": 12}


def test_what_a_head_request_is_sent_has_no_size(caplog: pytest.LogCaptureFixture) -> None:
    assert "bytes" not in answered(caplog, "/fine", "HEAD")[1]


@pytest.mark.parametrize("given", ["abc", "A-1_b.c", "f" * 64])
def test_the_id_that_a_proxy_gives_is_kept(caplog: pytest.LogCaptureFixture, given: str) -> None:
    answer, line = answered(caplog, "/fine", **{"X-Request-ID": given})
    assert answer is not None
    assert (answer.headers["x-request-id"], line["id"]) == (given, given)


@pytest.mark.parametrize("given", ["", "f" * 65, "a b", 'a"b', "a\tb", "a,b", "a;b=<c>"])
def test_an_id_that_is_not_sane_is_made_anew(caplog: pytest.LogCaptureFixture, given: str) -> None:
    answer, line = answered(caplog, "/fine", **{"X-Request-ID": given})
    assert answer is not None
    assert answer.headers["x-request-id"] == line["id"] != given
    assert line["id"].isalnum()


def test_a_path_cannot_write_a_line_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    _, line = answered(caplog, "/%0A%1B[31m%E2%80%A8")
    assert line["path"] == "/%0A%1B%5B31m%E2%80%A8"


def test_a_long_path_and_a_long_method_are_cut(caplog: pytest.LogCaptureFixture) -> None:
    _, line = answered(caplog, "/" + "x" * 5000, "X" * 5000)
    assert (len(line["path"]), line["path"][-2:]) == (200, "x…")
    assert (len(line["method"]), line["method"][-2:]) == (200, "X…")


def test_a_mistake_of_ours_is_told_to_us_whole_and_to_the_client_by_its_id(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer, line = answered(caplog, "/mistaken", **{"X-Request-ID": "abc"})
    assert answer is not None
    assert (answer.status_code, answer.json()["request_id"]) == (500, "abc")
    assert answer.headers["x-request-id"] == "abc"
    assert "swordfish" not in answer.text
    assert "Traceback" not in answer.text
    assert (line["level"], line["status"], line["id"]) == ("error", 500, "abc")
    assert line["error"] == "ZeroDivisionError: the password is swordfish"
    assert "in mistaken" in line["traceback"]


def test_a_failure_of_the_store_is_named_and_is_no_mistake(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer, line = answered(caplog, "/failing")
    assert answer is not None
    assert answer.json()["request_id"] == line["id"]
    assert (line["level"], line["status"]) == ("error", 503)
    assert line["error"] == "StoreFailed: a worker ended with status -11"
    assert "traceback" not in line


def test_an_answer_that_is_not_found_is_no_error_of_the_service(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer, line = answered(caplog, "/nowhere")
    assert answer is not None
    assert answer.json()["request_id"] == line["id"]
    assert (line["level"], line["status"]) == ("info", 404)
    assert "error" not in line


@pytest.mark.parametrize(
    ("by", "told"), [("limit", "QueryTimeout: the query was stopped"), ("mistake", "KeyError: ")]
)
def test_an_answer_that_is_broken_off_says_so_and_why(
    caplog: pytest.LogCaptureFixture, by: str, told: str
) -> None:
    _, line = answered(caplog, f"/broken?by={by}")
    assert (line["level"], line["status"], line["bytes"]) == ("error", 200, 6)
    assert line["broken_off"] is True
    assert line["error"].startswith(told)
    assert ("traceback" in line) == (by == "mistake")


def test_on_a_terminal_a_line_can_be_read(caplog: pytest.LogCaptureFixture) -> None:
    answered(caplog, "/fine", **{"X-Request-ID": "abc"})
    text = Readable().format(caplog.records[-1])
    assert " method=GET path=/fine status=200 " in text
    assert text.endswith(" id=abc")


def test_what_others_log_keeps_its_message() -> None:
    record = logging.LogRecord("uvicorn.error", logging.WARNING, "", 1, "Not %s", ("HTTP",), None)
    line = json.loads(JsonLines().format(record))
    assert (line["level"], line["message"]) == ("warning", "Not HTTP")
