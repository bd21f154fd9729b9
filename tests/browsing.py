"""Chromium as a person uses it, by its own protocol over two pipes.

https://chromedevtools.github.io/devtools-protocol/. No driver and no library is needed for this
little: those that there are weigh more than all the project's dependencies.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from queue import Empty, Queue
from tempfile import mkdtemp
from threading import Thread
from time import monotonic
from typing import Any

CHROMIUM = shutil.which("chromium")
SECONDS = 30  # that anything may take on a machine with other work to do
LOADED = "Page.loadEventFired"
_KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40}

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--accept-lang=en",
    "--remote-debugging-pipe",
)
# Chromium reads commands from descriptor 3 and writes to 4.
_LAUNCH = """
import fcntl, os, sys
commands, answers = (fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3])
os.dup2(commands, 3)
os.dup2(answers, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """A running Chromium; made by `browser`."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._ids = count(1)
        self._received: Queue[dict[str, Any]] = Queue()
        self.events: list[dict[str, Any]] = []
        Thread(target=self._listen, args=(answers,), daemon=True).start()

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Send a command, and wait for what it gives."""
        message = {"id": next(self._ids), "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self.receive(SECONDS)).get("id") != message["id"]:
            pass
        assert "error" not in answer, (method, answer)
        result: dict[str, Any] = answer["result"]
        return result

    def receive(self, seconds: float) -> dict[str, Any]:
        """The next message; events are kept."""
        message = self._received.get(timeout=seconds)
        if "method" in message:
            self.events.append(message)
        return message

    def _listen(self, answers: int) -> None:
        with os.fdopen(answers, "rb") as stream:
            held = b""
            while data := stream.read1(65536):
                *whole, held = (held + data).split(b"\0")
                for message in whole:
                    self._received.put(json.loads(message))


class Tab:
    """A page of its own, without cookies and cache of others; made by `tab`."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session
        self.begin = len(browser.events)
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command about this page."""
        return self._browser.call(method, self._session, **parameters)

    def events(self, name: str) -> list[dict[str, Any]]:
        """What has happened so far under this name."""
        ours = self._browser.events[self.begin :]
        return [
            event["params"]
            for event in ours
            # A tab before this one may have had something left to say.
            if event["method"] == name and event.get("sessionId") == self._session
        ]

    def open(self, address: str) -> None:
        """Open an address, as if it were typed."""
        before = len(self.events(LOADED))
        failed = self.call("Page.navigate", url=address).get("errorText")
        assert not failed, (address, failed)
        self._wait(LOADED, before)

    def read(self, expression: str) -> Any:
        """The value of an expression of JavaScript on the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, (expression, answer)
        return answer["result"].get("value")

    def click(self, element: str, happens: str = LOADED) -> None:
        """Click on what an expression finds, and wait for what happens then."""
        before = len(self.events(happens)) if happens else 0
        x, y = self.read(
            f"(() => {{ const e = {element}; e.scrollIntoView({{block: 'center'}});"
            " const [box] = e.getClientRects();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        if happens:
            self._wait(happens, before)

    def type(self, element: str, text: str) -> None:
        """Type into what an expression finds, then press Enter."""
        before = len(self.events(LOADED))
        self.read(f"{element}.focus()")
        self.call("Input.insertText", text=text)
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key="Enter",
                text="\r",
                windowsVirtualKeyCode=13,
            )
        self._wait(LOADED, before)

    def press(self, key: str, happens: str = "") -> None:
        """Press a key such as ArrowDown or Enter, and wait for what happens then."""
        before = len(self.events(happens)) if happens else 0
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=_KEYS[key]
            )
        if happens:
            self._wait(happens, before)

    def until(self, expression: str) -> None:
        """Wait until an expression of JavaScript is true on the page."""
        self._wait_until(lambda: bool(self.read(expression)), expression)

    @property
    def complaints(self) -> list[str]:
        """What stands in the console, where it is an error."""
        logged = [event["entry"] for event in self.events("Log.entryAdded")]
        called = self.events("Runtime.consoleAPICalled")
        return [
            *(entry["text"] for entry in logged if entry["level"] == "error"),
            *(str(event["args"]) for event in called if event["type"] in ("error", "assert")),
            *(str(event) for event in self.events("Runtime.exceptionThrown")),
        ]

    @property
    def requested(self) -> list[str]:
        """Every address that the page has asked for."""
        return [event["request"]["url"] for event in self.events("Network.requestWillBeSent")]

    def _wait(self, name: str, before: int) -> None:
        """Wait until an event has happened once more; for a page, until its fonts are there too.

        A page is loaded before its fonts are, and the font that stands in for one is wider: what is
        measured or aimed at then is not what stands there a moment later.
        """
        self._wait_until(lambda: len(self.events(name)) > before, name)
        if name == LOADED:
            fonts = "document.fonts.status === 'loaded'"
            self._wait_until(lambda: bool(self.read(fonts)), fonts)

    def _wait_until(self, happened: Callable[[], bool], what: str) -> None:
        """Wait until something is so, and hear meanwhile what the browser says."""
        deadline = monotonic() + SECONDS
        while not happened():
            if monotonic() > deadline:
                raise TimeoutError(f"{what}: it does not happen")
            with suppress(Empty):
                self._browser.receive(0.1)


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium, begun and ended."""
    assert CHROMIUM, "there is no Chromium; on Debian: apt-get install chromium"
    profile = mkdtemp(prefix="coopgraph-browser-")
    commands_out, commands_in = os.pipe()
    answers_out, answers_in = os.pipe()
    with subprocess.Popen(
        [
            *(sys.executable, "-c", _LAUNCH, str(commands_out), str(answers_in), CHROMIUM),
            *(*_FLAGS, f"--user-data-dir={profile}"),
        ],
        pass_fds=(commands_out, answers_in),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(commands_out)
        os.close(answers_in)
        opened = Browser(commands_in, answers_out)
        try:
            yield opened
            opened.call("Browser.close")
        finally:
            os.close(commands_in)
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
    shutil.rmtree(Path(profile), ignore_errors=True)


@contextmanager
def tab(browser: Browser, *, width: int = 1280, scripts: bool = True) -> Iterator[Tab]:
    """A page as wide as a screen or a telephone."""
    context = browser.call("Target.createBrowserContext")["browserContextId"]
    target = browser.call("Target.createTarget", url="about:blank", browserContextId=context)
    attached = browser.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
    opened = Tab(browser, attached["sessionId"])
    opened.call("Page.bringToFront")
    opened.call("Emulation.setFocusEmulationEnabled", enabled=True)
    opened.call(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=900,
        deviceScaleFactor=1,
        mobile=width < 500,
    )
    opened.call("Emulation.setScriptExecutionDisabled", value=not scripts)
    yield opened
    browser.call("Target.disposeBrowserContext", browserContextId=context)
