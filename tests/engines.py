"""Real SPARQL engines on this machine, each with a store of its own.

The `oxigraph` server is a package among our own; Virtuoso is Debian's (`apt-get install
virtuoso-opensource`).
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from socket import socket
from time import monotonic, sleep
from typing import NamedTuple

import httpx
import pytest

_OWNER = "dba"  # name and password, as Virtuoso is set up
_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = .
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 20
MaxKeepAlives = 20
Charset = UTF-8
[SPARQL]
{sparql}
"""


class Running(NamedTuple):
    """An engine that runs: its endpoint, its process, and who may write to it."""

    endpoint: str
    process: subprocess.Popen[bytes]
    user: str = ""
    password: str = ""


Start = Callable[..., AbstractContextManager[Running]]


@contextmanager
def oxigraph(folder: Path) -> Iterator[Running]:
    """The `oxigraph` server, with its store in a folder that may have one already."""
    (port,) = _free_ports(1)
    program = Path(sys.executable).with_name("oxigraph")
    command = [str(program), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with _running(command, folder, f"http://127.0.0.1:{port}/query") as process:
        yield Running(f"http://127.0.0.1:{port}/query", process)


@contextmanager
def virtuoso(folder: Path, sparql: str = "") -> Iterator[Running]:
    """Virtuoso, with its store in a folder that may have one already.

    Args:
        folder: of the store.
        sparql: lines of that part of its settings.
    """
    program = shutil.which("virtuoso-t")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no virtuoso-t: apt-get install virtuoso-opensource")
        pytest.skip("no virtuoso-t: apt-get install virtuoso-opensource")
    sql, http = _free_ports(2)
    settings = _VIRTUOSO.format(sql=sql, http=http, sparql=sparql)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    command = [program, "+configfile", "virtuoso.ini", "+foreground"]
    with _running(command, folder, f"http://127.0.0.1:{http}/sparql") as process:
        yield Running(f"http://127.0.0.1:{http}/sparql", process, _OWNER, _OWNER)


ENGINES: dict[str, Start] = {"oxigraph": oxigraph, "virtuoso": virtuoso}


@contextmanager
def _running(
    command: Sequence[str], folder: Path, endpoint: str
) -> Iterator[subprocess.Popen[bytes]]:
    with (
        (folder / "output.txt").open("wb") as output,
        subprocess.Popen(command, cwd=folder, stdout=output, stderr=output) as process,
    ):
        try:
            _wait_for(endpoint, process)
            yield process
        finally:
            process.kill()


def _wait_for(endpoint: str, process: subprocess.Popen[bytes]) -> None:
    deadline = monotonic() + 120
    while True:
        assert process.poll() is None, "the engine ended before it began"
        assert monotonic() < deadline, "the engine does not begin"
        try:
            if httpx.get(endpoint, params={"query": "ASK {}"}, timeout=5).is_success:
                return
        except httpx.HTTPError:
            sleep(0.1)


def _free_ports(number: int) -> list[int]:
    sockets = [socket() for _ in range(number)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
