"""Check again as files are saved, for a curator with an editor open."""

from collections.abc import Callable
from pathlib import Path

from watchfiles import Change, watch

_FOLDERS = ("data", "ontology", "queries", "shapes")
_SUFFIXES = {".csv", ".json", ".rq", ".ttl"}


def check_on_save(root: Path, check: Callable[[], None], tell: Callable[[str], None]) -> None:
    """Check now and whenever a file is saved, until Ctrl-C.

    Args:
        root: the project's folder.
        check: checks and reports.
        tell: called with the names of what was saved.
    """
    check()
    folders = [root / name for name in _FOLDERS if (root / name).is_dir()]
    for changes in watch(*folders, watch_filter=_is_ours, raise_interrupt=False):
        names = sorted({Path(path).relative_to(root).as_posix() for _, path in changes})
        tell(", ".join(names))
        check()


def _is_ours(_: Change, path: str) -> bool:
    """Whether a file is read by a check; what spreadsheets and editors keep beside it is not."""
    name = Path(path).name
    return Path(path).suffix in _SUFFIXES and not name.startswith((".", "~"))
