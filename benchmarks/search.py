"""How fast a name is found among 200,000: each kind of text that is typed, exact and misspelt.

Times are of computing, so that other work on the machine does not count. The names are put together
from pieces of those in data/reference, with a fixed seed, so that letters and lengths are those of
places.
"""

import csv
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from coopgraph.names import ID
from coopgraph.search import Hit, Name, find, find_near, write_index

ROOT = Path(__file__).parent.parent
WANTED = 200_000
TIMES = 50
PLANTED = ("Medellín", "La Habana", "Nanjing", "São Paulo", "Santa Fe de Antioquia")
# What is typed, by which search, and a name that must be among the first found.
TYPED: tuple[tuple[str, Callable[[Path, str, int], list[Hit]], str], ...] = (
    ("m", find_near, ""),
    ("me", find_near, ""),
    ("san", find_near, ""),
    ("medell", find_near, "Medellín"),
    ("medellin", find_near, "Medellín"),
    ("habana la", find_near, "La Habana"),
    ("santa antioquia", find, "Santa Fe de Antioquia"),
    ("Medelin", find_near, "Medellín"),
    ("Nankin", find_near, ""),
    ("sao paolo", find_near, "São Paulo"),
    ("antoquia santa", find_near, "Santa Fe de Antioquia"),
    ("xqzwv kjhgf", find_near, ""),
)
_FIRST = 8


def syllables() -> list[str]:
    """The words of the names of countries and regions, cut in pieces of two to four letters."""
    words: set[str] = set()
    for table in sorted((ROOT / "data/reference").glob("*/*.csv")):
        with table.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                text = row.get("name") or row.get("country_or_area") or ""
                words.update(word.lower() for word in text.split() if word.isalpha())
    pieces = (word[at : at + 3] for word in words for at in range(0, len(word), 3))
    return sorted({piece for piece in pieces if len(piece) > 1})


def names(wanted: int) -> list[Name]:
    """So many names of one to four words, with some that are looked for among them."""
    chance, pieces = random.Random(0), syllables()
    words = [
        "".join(chance.choices(pieces, k=chance.choice((1, 2, 2, 3, 4))))
        for _ in range(wanted // 2)
    ]
    made = [
        " ".join(chance.choices(words, k=chance.choice((1, 1, 2, 2, 3, 4)))).title()
        for _ in range(wanted - len(PLANTED))
    ]
    return [
        (f"{ID}actor/a{place}", "LocalGovernment", "es", name, "preferred")
        for place, name in enumerate((*made, *PLANTED))
    ]


def main() -> None:
    """Write the index, then ask it; ends with 1 where a name that must be found is not."""
    say = sys.stdout.write
    with tempfile.TemporaryDirectory() as folder:
        index, made, began = Path(folder) / "names", names(WANTED), time.process_time()
        write_index(made, index)
        size = sum(path.stat().st_size for path in index.iterdir()) / 1e6
        say(f"{len(made)} names written in {time.process_time() - began:.1f} s, {size:.1f} MB\n")
        say(f"{'typed':<18}{'median ms':>10}{'95 % ms':>10}{'found':>7}\n")
        missed = [text for text, search, wanted in TYPED if not _ask(index, text, search, wanted)]
    if missed:
        sys.exit(f"not found: {', '.join(missed)}")


def _ask(
    index: Path, text: str, search: Callable[[Path, str, int], list[Hit]], wanted: str
) -> bool:
    hits, taken = search(index, text, _FIRST), []
    for _ in range(TIMES):
        began = time.thread_time()
        hits = search(index, text, _FIRST)
        taken.append((time.thread_time() - began) * 1000)
    slow = statistics.quantiles(taken, n=20)[-1]
    row = f"{text:<18}{statistics.median(taken):>10.2f}{slow:>10.2f}{len(hits):>7}\n"
    sys.stdout.write(row)
    return not wanted or wanted in [hit.name.text for hit in hits]


if __name__ == "__main__":
    main()
