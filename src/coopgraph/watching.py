"""Check again as files are saved, for a curator with an editor open."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from watchfiles import Change, watch

_FOLDERS = ("data", "ontology", "queries", "shapes")
_SUFFIXES = {".csv", ".json", ".rq", ".ttl"}
_WAKE = 500  # milliseconds


def check_on_save(root: Path, check: Callable[[], None], tell: Callable[[str], None]) -> None:
    """Check now and whenever a file is saved, until Ctrl-C.

    Args:
        root: the project's folder.
        check: checks and reports.
        tell: called with the names of what was saved.
    """
    is_checked = False
    with suppress(KeyboardInterrupt):
        for saved in _saves(root.resolve()):
            if saved:
                tell(", ".join(saved))
            if saved or not is_checked:
                check()
                is_checked = True


def _saves(root: Path) -> Iterable[list[str]]:
    """What was saved since the last time, and nothing whenever nothing was for a while.

    So the first check begins when files are watched already, and no save is lost while it runs.
    """
    folders = [root / name for name in _FOLDERS if (root / name).is_dir()]
    for changes in watch(
        *folders, watch_filter=_is_ours, rust_timeout=_WAKE, yield_on_timeout=True
    ):
        yield sorted({Path(path).relative_to(root).as_posix() for _, path in changes})


def _is_ours(_: Change, path: str) -> bool:
    """Whether a file is read by a check; what spreadsheets and editors keep beside it is not."""
    name = Path(path).name
    return Path(path).suffix in _SUFFIXES and not name.startswith((".", "~"))
