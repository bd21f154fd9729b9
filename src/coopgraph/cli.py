"""The command line: build, check, query, serve, publish.

Exit codes: 0 sound, 1 faults in what was given, 2 could not run. The module of a command is loaded
when the command is called, for the web framework and pySHACL take half a second each; that is the
one place for an import inside a function.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from coopgraph import curating, settings
from coopgraph.errors import CannotRun, CoopgraphError, Faulty
from coopgraph.faults import Fault, Group, Severity
from coopgraph.texts import Language

FAULTS = 1
COULD_NOT_RUN = 2

app = typer.Typer(
    help="A knowledge graph of paradiplomacy: check the tables, build a release, ask it, serve it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


app.add_typer(curating.new, name="new")
app.command()(curating.template)
app.command("import")(curating.import_)


def main() -> None:
    """Run the command that the arguments name, and end with its exit code."""
    try:
        app()
    except Faulty as error:
        _print_faults(error.args)
        _say(f"{_counted(error.args)}; no release was made")
        sys.exit(FAULTS)
    except CoopgraphError as error:
        _say(f"coopgraph: {error}")
        sys.exit(COULD_NOT_RUN)
    except OSError as error:
        _say(f"coopgraph: {error}")
        sys.exit(COULD_NOT_RUN)


@app.command()
def build(
    if_changed: Annotated[
        bool, typer.Option("--if-changed", help="only when a table, query, shape or code changed")
    ] = False,
) -> None:
    """Check the tables and make a release, whole or not at all.

    Example: coopgraph build
    """
    from coopgraph import release

    configured = settings.from_environment()
    if if_changed and release.is_current(configured):
        _say("the release is up to date")
        return
    with _progress() as progress:
        manifest = release.build(configured, progress)
    if manifest["warnings"]:
        report = release.current(configured) / "report" / "report.txt"
        _say(f"{_count(manifest['warnings'], 'warning')}: see {report}")
    _say(f"release {manifest['release']}: {manifest['triples']} triples")


@app.command()
def check(
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="terminal, lines, json, csv, xlsx, html, sarif, junit, annotations, turtle, "
            "markdown; without it terminal on a terminal and lines in a pipe",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="write to this file, whole or not at all")
    ] = None,
    language: Annotated[Language, typer.Option(help="the language of the messages")] = Language.EN,
    by: Annotated[Group, typer.Option(help="what the faults are grouped by")] = Group.TABLE,
    severity: Annotated[
        Severity, typer.Option(help="the least severity that is told")
    ] = Severity.WARNING,
    rule: Annotated[
        list[str] | None, typer.Option(help="tell only of this rule; repeat it")
    ] = None,
    table: Annotated[
        list[str] | None, typer.Option(help="tell only of this table or folder; may be repeated")
    ] = None,
    only_changed: Annotated[
        str | None, typer.Option(help="tell only of lines changed since this revision of git")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="a report in JSON; what it has already does not fail")
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="check again whenever a file is saved, until Ctrl-C")
    ] = False,
) -> None:
    """Name every fault of the tables at its cell: file:line:column: severity: message [rule].

    Example: coopgraph check --language es --table data/articles/aldana
    """
    from coopgraph import checking

    asked = checking.Asked(language, by, severity, rule or (), table or (), only_changed, baseline)
    tell = checking.teller(format_, output)
    root = settings.from_environment().root

    def check_once() -> bool:
        with _progress() as progress:
            checked = checking.check(root, asked, progress)
        tell(checked.report)
        _say(checked.verdict)
        return not checked.report.errors

    if watch:
        _check_on_save(root, check_once)
    elif not check_once():
        sys.exit(FAULTS)


def _check_on_save(root: Path, check_once: Callable[[], bool]) -> None:
    """Check on every save; what cannot run is told, for the next save may mend it."""
    from coopgraph.watching import check_on_save

    def check_again() -> None:
        try:
            check_once()
        except CannotRun as error:
            _say(f"coopgraph: {error}")

    check_on_save(root, check_again, _say)


@app.command()
def doctor(
    language: Annotated[Language, typer.Option(help="the language of the answer")] = Language.EN,
    port: Annotated[int, typer.Option(help="the port to serve on", min=1, max=65535)] = 8000,
) -> None:
    """Tell what is wrong with the set-up, and what to do; nothing is changed.

    Example: coopgraph doctor --language es
    """
    from coopgraph.doctor import examine, verdict

    found = list(examine(settings.from_environment(), port))
    for each in found:
        typer.echo(each.line(language))
    _say(verdict(found).of(language))
    if not all(each.is_well for each in found):
        sys.exit(FAULTS)


@app.command()
def query(
    text: Annotated[str | None, typer.Argument(help="the query, in SPARQL 1.1")] = None,
    file: Annotated[Path | None, typer.Option(help="a file that holds the query")] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="table, csv, tsv, json, xml; for graphs turtle, ntriples, rdfxml, jsonld, "
            "nquads, trig",
        ),
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option(help="ask this SPARQL endpoint and not the release")
    ] = None,
    release: Annotated[str | None, typer.Option(help="ask this release, by its name")] = None,
) -> None:
    """Ask the release, or any SPARQL endpoint.

    Example: coopgraph query --file queries/questions/medellin-ties.rq
    """
    from coopgraph import asking
    from coopgraph.release import current
    from coopgraph.store.guard import Limits, form_of, inspect

    configured = settings.from_environment()
    wanted = _query_text(text, file)
    if endpoint:
        accept = asking.media_type(form_of(wanted), format_)
        answer = _at_once(asking.ask_endpoint(endpoint, wanted, accept, configured.time_limit))
    else:
        form = inspect(wanted, Limits(size=configured.query_bytes))
        accept = asking.media_type(form, format_)
        answer = asking.ask_release(current(configured, release), configured, wanted, accept)
    as_table = accept == asking.ROW_FORMATS[asking.TABLE] and format_ in (None, asking.TABLE)
    asyncio.run(_write(answer, as_table=as_table))


async def _at_once(answer: bytes) -> AsyncIterator[bytes]:
    yield answer


async def _write(answer: AsyncIterator[bytes], *, as_table: bool) -> None:
    """Pass an answer on as it comes; only a table waits for all of it."""
    from coopgraph.asking import write_table

    output = sys.stdout.buffer
    try:
        if as_table:
            write_table(b"".join([chunk async for chunk in answer]), output, Console())
        else:
            async for chunk in answer:
                output.write(chunk)
        output.flush()
    except BrokenPipeError:  # the reader has had enough, as `head` has: nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@app.command()
def reconcile(
    table: Annotated[Path, typer.Argument(help="a table: CSV in UTF-8, with a heading")],
    column: Annotated[str, typer.Option(help="the column that holds the names")],
    country: Annotated[str | None, typer.Option(help="the column of their countries")] = None,
    level: Annotated[
        str | None, typer.Option(help="the column of levels: municipal, intermediate, national")
    ] = None,
    wikidata: Annotated[str | None, typer.Option(help="the column of Wikidata numbers")] = None,
    geonames: Annotated[str | None, typer.Option(help="the column of GeoNames numbers")] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--type", help="a type that they have, such as Actor; may be repeated"),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="write here, not to standard output")] = None,
    release: Annotated[str | None, typer.Option(help="match with this release")] = None,
) -> None:
    """Match the names of a table with ours: each row gets what is meant, or what may be.

    Example: coopgraph reconcile list.csv --column city --country country
    """
    from coopgraph.reconcile import files
    from coopgraph.reconcile.release import register_of
    from coopgraph.release import current

    given = {"country": country, "level": level, "wikidata": wikidata, "geonames": geonames}
    properties = {name: value for name, value in given.items() if value}
    columns = files.Columns(column, properties, frozenset(kind or ()))
    heading, rows = files.read_list(table, columns)
    register = register_of(current(settings.from_environment(), release))
    found = files.matched(register, rows, columns)
    if output is None:
        files.write_matched(sys.stdout, heading, rows, found)
    else:
        with output.open("w", encoding="utf-8", newline="") as file:
            files.write_matched(file, heading, rows, found)
    told = "; ".join(f"{count} {outcome}" for outcome, count in files.report(found).items())
    _say(f"{_count(len(rows), 'row')}: {told}")


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="a release by its name, or a revision of git")],
    after: Annotated[str, typer.Argument(help="another; `now` is the tables as they are")] = "now",
    form: Annotated[str, typer.Option("--format", help="notes, csv or json")] = "notes",
    language: Annotated[str, typer.Option(help="en, es or pt")] = "en",
) -> None:
    """Tell what differs between two states: added, ended, dated anew, sources gained or lost.

    Example: coopgraph diff HEAD
    """
    from coopgraph.differences import forms
    from coopgraph.differences.compare import compare
    from coopgraph.differences.sentences import LANGUAGES
    from coopgraph.differences.states import read_state

    for value, known in ((form, forms.FORMS), (language, LANGUAGES)):
        if value not in known:
            raise CannotRun(f"{value!r} is none of {', '.join(known)}")
    configured = settings.from_environment()
    old, new = (read_state(configured, name) for name in (before, after))
    found = compare(old, new)
    typer.echo(forms.written(form, found, old, new, language), nl=False)
    _say(_count(len(found), "difference"))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="port to listen on; 0 for any that is free", min=0, max=65535)
    ] = 8000,
    store: Annotated[
        str | None,
        typer.Option(help="a SPARQL endpoint that holds the release, asked in its place"),
    ] = None,
    release: Annotated[str | None, typer.Option(help="serve this release, by its name")] = None,
) -> None:
    """Serve the release over HTTP: SPARQL, look-up, pages; a new one as soon as it is built.

    Example: coopgraph serve --port 8000
    """
    from coopgraph.release import current
    from coopgraph.web import server
    from coopgraph.web.app import create_app

    configured = settings.from_environment()
    folder = current(configured, release)
    follow = None if release else configured.build_folder / "current"
    service = create_app(folder, configured, store, follow)
    server.serve(service, host, port, folder.name, configured.trusted_proxies)


@app.command()
def publish(
    to: Annotated[str, typer.Option(help="the SPARQL endpoint that is to hold the release")],
    graph_store: Annotated[
        str | None, typer.Option(help="where it takes graphs (Graph Store Protocol), if need be")
    ] = None,
    updates: Annotated[str | None, typer.Option(help="where it takes updates, if need be")] = None,
    release: Annotated[str | None, typer.Option(help="publish this release, by its name")] = None,
) -> None:
    """Give the release to a SPARQL endpoint, which switches to it when it is whole there.

    COOPGRAPH_PUBLISH_USER and COOPGRAPH_PUBLISH_PASSWORD are given where they are asked for. What
    is cut goes on where it was. Graph store and updates are known of Oxigraph and Virtuoso.

    Example: coopgraph publish --to http://127.0.0.1:7878/query
    """
    from coopgraph.release import current
    from coopgraph.release.publish import Target
    from coopgraph.release.publish import publish as give

    configured = settings.from_environment()
    folder, target = current(configured, release), Target(to, graph_store, updates)
    with _progress() as progress:
        asyncio.run(give(folder, target, configured, progress))
    _say(f"{to} holds release {folder.name}")


def _query_text(text: str | None, file: Path | None) -> str:
    if (text is None) == (file is None):
        raise CannotRun("give the query itself or --file, and not both")
    if text is not None:
        return text
    try:
        return Path(str(file)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"{file} cannot be read: {error}") from error


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """On a terminal one line that changes, in a pipe a line for each step; both on stderr."""
    console = Console(stderr=True, highlight=False, markup=False)
    if not console.is_terminal:
        yield _say
        return
    with console.status("starting") as status:
        yield status.update


def _say(line: str) -> None:
    """Tell the person; answers go to standard output, everything else to standard error."""
    typer.echo(line, err=True)


def _print_faults(faults: Iterable[Fault]) -> None:
    for fault in faults:
        typer.echo(str(fault))


def _counted(faults: Sequence[Fault]) -> str:
    errors = sum(fault.severity is Severity.ERROR for fault in faults)
    return f"{_count(errors, 'fault')}, {_count(len(faults) - errors, 'warning')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
