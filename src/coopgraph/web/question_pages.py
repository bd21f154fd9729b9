"""The stored questions at their addresses: `/queries` and `/queries/{name}`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.entities import stated
from coopgraph.errors import BadParameter, StoreFailed
from coopgraph.queries import without_notes
from coopgraph.search import Label
from coopgraph.store.base import ROWS as ROW_TYPES
from coopgraph.web.addresses import negotiate, read_asked, read_only_parameters, read_served
from coopgraph.web.clients import client_of
from coopgraph.web.editor import Result, read_whole
from coopgraph.web.headers import REVALIDATE, entity_tag, unchanged
from coopgraph.web.languages import best, shortened, words
from coopgraph.web.negotiation import (
    CSV,
    HTML,
    JSON,
    ROWS,
    ROWS_JSON,
    ROWS_XML,
    TSV,
    Form,
    choose,
)
from coopgraph.web.paging import PAGING, cut, following, links, read_page
from coopgraph.web.questions import Parameter, Question, fill, in_short, question_of, things
from coopgraph.web.questions import stored_questions as stored
from coopgraph.web.render import in_language, language_of, page
from coopgraph.web.site import site_of
from coopgraph.web.streaming import Begun, begin, send
from coopgraph.web.wording import Shown, Wording

QUERY = Form("application/sparql-query", ("rq",))
_FORMS = (HTML, *ROWS, QUERY)
_LISTS = (HTML, JSON)
_FILES = (("JSON", ROWS_JSON), ("CSV", CSV), ("TSV", TSV), ("XML", ROWS_XML))


@dataclass(frozen=True)
class QuestionLink:
    """A question in the list of all."""

    title: Label
    answers: Label
    href: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class QuestionList:
    """All questions of the release."""

    questions: tuple[QuestionLink, ...]


@dataclass(frozen=True)
class Field:
    """A parameter in the form; `is_fault` where its value is not right."""

    name: str
    label: str
    type: str
    value: str
    is_fault: bool


@dataclass(frozen=True)
class Answered:
    """The query of a question for the values in its form, and its answer."""

    expected: Label | None
    text: str
    editor: str
    query: str
    result: Result


@dataclass(frozen=True)
class QuestionPage:
    """A question and its form, with the answer, or with what is wrong in the form."""

    name: str
    title: Label
    answers: Label
    fields: tuple[Field, ...]
    fault: str
    answered: Answered | None


async def questions(request: Request) -> Response:
    """The list of the stored questions: a page, or JSON."""
    form, headers = negotiate(request, read_served(request, _LISTS, "/queries"), _LISTS)
    if same := unchanged(request, headers):
        return same
    found = (await run_sync(stored, site_of(request).folder)).values()
    if form is JSON:
        return JSONResponse({"questions": [_members(each) for each in found]}, headers=headers)
    matter = QuestionList(tuple(_link(question, language_of(request)) for question in found))
    return page(request, "questions", matter, here="/queries", headers=headers)


async def question(request: Request) -> Response:
    """A question with its answer: a page, the rows in any of their forms, or the query itself.

    Where a value is not right, the page has the form as it was filled in (400).

    Raises:
        NotFound: there is none of that name.
        BadParameter: a value is not of its parameter's type, names nothing, or is given twice; or
            the question has no such parameter.
    """
    asked = read_asked(request, request.path_params["name"], _FORMS)
    found = await run_sync(question_of, site_of(request).folder, asked.address)
    form = choose(request.headers.get("accept"), _FORMS, asked.forms)
    try:
        given = await _given(request, found, form)
        text = fill(found, given)
        paged = read_page(request.query_params)
    except BadParameter as error:
        if form is not HTML:
            raise
        return _refused(request, found, error)
    if form is HTML or paged is None:
        return await _answer(request, found, given, text, form)
    address = f"/queries/{found.name}.{form.names[0]}"
    more = await _finds(request, cut(text, following(paged)))
    answer = await _answer(request, found, given, cut(text, paged), form)
    answer.headers["Link"] = links(address, given, paged, more=more)
    return answer


async def _finds(request: Request, text: str) -> bool:
    """Whether a query finds any row."""
    asked = site_of(request).reader.store.query(text, ROW_TYPES[0], guest=client_of(request))
    data = await read_whole(await begin(request, asked)) or b""
    read = parse_query_results(data, format=QueryResultsFormat.JSON)
    return isinstance(read, QuerySolutions) and any(True for _ in read)


async def _answer(
    request: Request, question: Question, given: Mapping[str, str], text: str, form: Form
) -> Response:
    site = site_of(request)
    headers = {
        "ETag": entity_tag(site, "/queries", text, form.media_type, language_of(request)),
        "Vary": "Accept",
        "Cache-Control": REVALIDATE,
    }
    if same := unchanged(request, headers):
        return same
    if form is QUERY:
        return Response(text, headers=headers, media_type=f"{QUERY.media_type}; charset=utf-8")
    media_type = ROW_TYPES[0] if form is HTML else form.media_type
    guest = None if form is HTML else client_of(request)
    begun = await begin(request, site.reader.store.query(text, media_type, guest=guest))
    if form is not HTML:
        return await send(request, begun, headers)
    matter = _page(request, question, given)
    answered = await _answered(request, question, given, text, begun)
    here = f"/queries/{question.name}{_query(given)}"
    return page(request, "question", replace(matter, answered=answered), here=here, headers=headers)


def _refused(request: Request, question: Question, error: BadParameter) -> Response:
    """The form as it was filled in, with what is wrong."""
    typed = {
        parameter.name: shortened(request.query_params[parameter.name])
        for parameter in question.parameters
        if parameter.name in request.query_params
    }
    here = f"/queries/{question.name}{_query(typed)}"
    headers = {"Vary": "Accept", "Cache-Control": "no-store"}
    matter = _page(request, question, typed, error)
    return page(request, "question", matter, here=here, status=400, headers=headers)


async def _given(request: Request, question: Question, form: Form) -> Mapping[str, str]:
    """The values of a question's parameters; a thing that is named must be in the graph.

    A parameter that the question does not have is refused, as the answer would be to another one.
    """
    known = [parameter.name for parameter in question.parameters]
    # A page shows all rows: one with a part of them would look whole.
    paging = () if form is HTML else PAGING
    given = read_only_parameters(request, *known, *paging, "format")
    given = {name: value for name, value in given.items() if name in known}
    for name, iri in things(question, given).items():
        if not await site_of(request).reader.exists(iri):
            raise BadParameter(name, f"no thing has this IRI: {shortened(iri)}")
    return given


def _members(question: Question) -> dict[str, object]:
    return {
        "name": question.name,
        "href": f"/queries/{question.name}",
        "title": question.titles,
        "answers": question.answers,
        "parameters": [
            {"name": each.name, "type": each.type, "example": each.example, "label": each.labels}
            for each in question.parameters
        ],
    }


def _link(question: Question, language: str) -> QuestionLink:
    return QuestionLink(
        _said(question.titles, language),
        _said(question.answers, language),
        in_language(language, f"/queries/{question.name}"),
        tuple(_label(parameter, language) for parameter in question.parameters),
    )


def _page(
    request: Request,
    question: Question,
    given: Mapping[str, str],
    error: BadParameter | None = None,
) -> QuestionPage:
    language, faulty = language_of(request), error.parameter if error else None
    return QuestionPage(
        name=question.name,
        title=_said(question.titles, language),
        answers=_said(question.answers, language),
        fields=tuple(_field(each, given, faulty, language) for each in question.parameters),
        fault=str(error) if error else "",
        answered=None,
    )


async def _answered(
    request: Request, question: Question, given: Mapping[str, str], text: str, begun: Begun
) -> Answered:
    language, query = language_of(request), _query(given)
    files = tuple(
        Shown(name, "", f"/queries/{question.name}.{form.names[0]}{query}") for name, form in _FILES
    )
    bare = without_notes(text)
    return Answered(
        expected=_said(question.expected, language) if question.expected and not given else None,
        text=bare,
        editor=in_language(language, f"/sparql?{urlencode({'query': bare})}"),
        query=f"/queries/{question.name}.rq{query}",
        result=replace(await _result(request, begun), files=files),
    )


async def _result(request: Request, begun: Begun) -> Result:
    """The rows with the names of the things in them."""
    data = await read_whole(begun)
    if data is None:
        return Result((), too_long=True)
    read = parse_query_results(data, format=QueryResultsFormat.JSON)
    if not isinstance(read, QuerySolutions):
        raise StoreFailed("a stored question was answered by something else than rows")
    rows = [[stated(term) for term in row] for row in read]
    named = {term.value for row in rows for term in row if isinstance(term, NamedNode)}
    language = language_of(request)
    labels = await site_of(request).reader.labels(named)
    wording = Wording(language, words(language), labels)
    return Result(
        (),
        variables=tuple(variable.value for variable in read.variables),
        rows=tuple(tuple(wording.value(term) if term else None for term in row) for row in rows),
    )


def _field(
    parameter: Parameter, given: Mapping[str, str], faulty: str | None, language: str
) -> Field:
    value = given.get(parameter.name, parameter.example)
    return Field(
        parameter.name,
        _label(parameter, language),
        parameter.type,
        in_short(parameter, value),
        parameter.name == faulty,
    )


def _label(parameter: Parameter, language: str) -> str:
    return parameter.labels.get(language, parameter.name)


def _said(texts: Mapping[str, str], language: str) -> Label:
    labels = [Label(text, code) for code, text in texts.items()]
    return best(labels, language) or Label("", "")


def _query(given: Mapping[str, str]) -> str:
    return f"?{urlencode(given)}" if given else ""
