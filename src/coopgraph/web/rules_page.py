"""The pages of the rules: `/rules`, and for each what it means, why, examples, how to mend."""

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coopgraph.entities import text
from coopgraph.errors import NotFound
from coopgraph.faults import Severity
from coopgraph.reports.rules import Origin, Rule
from coopgraph.web.addresses import Asked, negotiate, read_asked, read_format
from coopgraph.web.headers import unchanged
from coopgraph.web.negotiation import HTML, JSON
from coopgraph.web.render import in_language, language_of, page, words_of
from coopgraph.web.report import Published, read_report
from coopgraph.web.site import site_of
from coopgraph.web.wording import Shown, Wording

_ADDRESS = "/rules"
_FORMS = (HTML, JSON)


@dataclass(frozen=True)
class ExampleShown:
    """A line that breaks a rule, as it should be, and what is said of it."""

    path: str
    wrong: str
    right: str
    says: str


@dataclass(frozen=True)
class RuleShown:
    """A rule in one language, and how often this release breaks it."""

    name: str
    href: str
    title: str
    means: str
    why: str
    mend: str
    is_fault: bool
    examples: tuple[ExampleShown, ...]
    graph: str
    written: str
    count: int
    found: str
    kept: Shown | None = None


@dataclass(frozen=True)
class RuleGroup:
    """The rules that are written in one place: tables, shapes or checks."""

    origin: Origin
    rules: tuple[RuleShown, ...]


@dataclass(frozen=True)
class RulesPage:
    """What the template of the list shows."""

    groups: tuple[RuleGroup, ...]


async def rules(request: Request) -> Response:
    """Every rule, by where it is written: a page or JSON."""
    asked = Asked(_ADDRESS, request.path_params.get("suffix", ""), read_format(request))
    form, headers = negotiate(request, asked, _FORMS)
    if same := unchanged(request, headers):
        return same
    published = await run_sync(read_report, site_of(request).folder)
    language = language_of(request)
    if form is JSON:
        listed = [_members(rule, language) for rule in published.rules.values()]
        return JSONResponse({"rules": listed}, headers=headers)
    groups = tuple(_group(published, origin, language) for origin in Origin)
    return page(request, "rules", RulesPage(groups), here=_ADDRESS, headers=headers)


async def rule(request: Request) -> Response:
    """One rule: a page or JSON.

    Raises:
        NotFound: there is none of this name.
    """
    published = await run_sync(read_report, site_of(request).folder)
    asked = read_asked(request, f"{_ADDRESS}/{request.path_params['name']}", _FORMS)
    found = _named(published, asked.address.removeprefix(f"{_ADDRESS}/"))
    form, headers = negotiate(request, asked, _FORMS)
    if same := unchanged(request, headers):
        return same
    language = language_of(request)
    if form is JSON:
        return JSONResponse(_members(found, language), headers=headers)
    kept = await _kept(request, published, found)
    shown = replace(_shown(published, found, language), kept=kept)
    return page(request, "rule", shown, here=asked.address, headers=headers)


async def _kept(request: Request, published: Published, rule: Rule) -> Shown | None:
    """A thing of this release that keeps a shape; nothing of a rule that has no class."""
    if not rule.about:
        return None
    reader = site_of(request).reader
    faulty = {fault.focus for fault in published.faults if fault.rule == rule.name}
    rows = await reader.rows("rule_kept", *rule.about)
    sound = [thing for row in rows if (thing := text(row["thing"])) not in faulty]
    if not sound:
        return None
    labels = await reader.labels(sound[:1])
    return Wording(language_of(request), words_of(request), labels).thing(sound[0])


def _named(published: Published, name: str) -> Rule:
    if found := published.rules.get(name):
        return found
    near = get_close_matches(name, published.rules, 3)
    hint = f"; near it: {', '.join(near)}" if near else ""
    raise NotFound(f"there is no rule of this name{hint}")


def _group(published: Published, origin: Origin, language: str) -> RuleGroup:
    named = sorted(published.rules.items())
    shown = (_shown(published, rule, language) for _, rule in named if rule.origin is origin)
    return RuleGroup(origin, tuple(shown))


def _shown(published: Published, rule: Rule, language: str) -> RuleShown:
    examples = (
        ExampleShown(each.path, each.wrong, each.right, each.says.of(language))
        for each in rule.examples
    )
    return RuleShown(
        rule.name,
        in_language(language, f"{_ADDRESS}/{rule.name}"),
        _capital(rule.title.of(language)),
        rule.means.of(language),
        rule.why.of(language),
        rule.mend.of(language),
        rule.severity is Severity.ERROR,
        tuple(examples),
        rule.graph,
        rule.written,
        sum(fault.rule == rule.name for fault in published.faults),
        in_language(language, f"/validation?rule={rule.name}"),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _members(rule: Rule, language: str) -> dict[str, Any]:
    """A rule as JSON; its page is a canonical address."""
    return {
        "name": rule.name,
        "page": rule.page,
        "origin": str(rule.origin),
        "severity": str(rule.severity),
        "title": rule.title.of(language),
        "means": rule.means.of(language),
        "why": rule.why.of(language),
        "mend": rule.mend.of(language),
        "examples": [{**each._asdict(), "says": each.says.of(language)} for each in rule.examples],
        "graph": rule.graph,
        "written": rule.written,
    }
