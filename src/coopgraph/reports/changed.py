"""Which lines of the tables changed since a revision of git."""

import re
import subprocess
from pathlib import Path

from coopgraph.errors import CannotRun
from coopgraph.reports.choose import Lines

_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_FILE = re.compile(r"^\+\+\+ (?:b/)?(.+?)\t?$", re.MULTILINE)
_FOLDERS = ("data", "ontology")


def changed_lines(root: Path, revision: str) -> Lines:
    """The lines that were changed or added since a revision; files git does not know count wholly.

    Where lines were only taken out, the line before them counts.

    Raises:
        CannotRun: this is no git repository, git is not there, or it has no such revision.
    """
    _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    options = ("--unified=0", "--no-color", "--no-ext-diff", "--no-renames", "--relative")
    diff = _git(root, "-c", "core.quotePath=false", "diff", *options, revision, "--", *_FOLDERS)
    fresh = _git(root, "ls-files", "-z", "--others", "--exclude-standard", "--", *_FOLDERS)
    lines: dict[str, set[int] | None] = dict.fromkeys(filter(None, fresh.split("\0")))
    for block in re.split(r"^diff --git ", diff, flags=re.MULTILINE)[1:]:
        if named := _FILE.search(block):
            lines[named[1]] = _lines(block)
    return lines


def _lines(block: str) -> set[int]:
    lines: set[int] = set()
    for start, count in _HUNK.findall(block):
        lines |= set(range(int(start), int(start) + max(int(count or 1), 1)))
    return lines


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise CannotRun("git is not installed, and --only-changed asks it") from error
    if done.returncode:
        why = done.stderr.strip() or f"no such revision: {arguments[-1].partition('^')[0]}"
        raise CannotRun(f"git cannot tell what changed: {why}")
    return done.stdout
