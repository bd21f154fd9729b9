"""A report: the faults that were chosen, told in one language, grouped, counted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from coopgraph.faults import Fault, Group, Severity
from coopgraph.reports.rules import Rule
from coopgraph.texts import LANGUAGES, catalogue


class Report(NamedTuple):
    """Faults in the order of the tables, the rules that they may break, the tables that were read.

    `old` are faults that a baseline has already: they are told, and do not count.
    """

    faults: Sequence[Fault]
    rules: Mapping[str, Rule]
    tables: Sequence[str]
    old: Sequence[Fault] = ()
    language: str = LANGUAGES[0]
    group: Group = Group.TABLE

    @property
    def errors(self) -> int:
        """How many of the faults forbid a release."""
        return sum(fault.is_error for fault in self.faults)

    @property
    def all(self) -> list[Fault]:
        """Old faults and new."""
        return sorted([*self.faults, *self.old])

    def say(self, key: str, **values: str | int) -> str:
        """Words of the report's own, in its language."""
        text: str = catalogue(self.language)["report"][key]
        return text.format(**values)

    def summary(self) -> str:
        """How many faults and warnings there are, and how many old ones."""
        parts = [
            self.counted("fault", self.errors),
            self.counted("warning", len(self.faults) - self.errors),
        ]
        if self.old:
            parts.append(self.counted("old", len(self.old)))
        return ", ".join(parts)

    def counted(self, noun: str, number: int) -> str:
        """A number with its noun, in the singular or plural."""
        return self.say(f"{noun}-one" if number == 1 else f"{noun}-many", number=number)

    def severity(self, fault: Fault) -> str:
        """What a severity is called."""
        return self.say("error" if fault.severity is Severity.ERROR else "warning")

    def message(self, fault: Fault) -> str:
        """What a fault says."""
        return fault.message.of(self.language)

    def title(self, rule: str) -> str:
        """What a rule is called; its name where nobody wrote a title."""
        return self.rules[rule].title.of(self.language) if rule in self.rules else rule

    def groups(self, faults: Sequence[Fault] | None = None) -> Iterator[tuple[str, list[Fault]]]:
        """The faults by table or by rule, old ones too."""
        key = _BY[self.group]
        for name, group in groupby(sorted(faults or self.all, key=key), key=key):
            yield name, sorted(group)


_BY: Mapping[Group, Callable[[Fault], str]] = {
    Group.TABLE: lambda fault: fault.cell.path,
    Group.RULE: lambda fault: fault.rule,
}
