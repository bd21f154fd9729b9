"""A report as JUnit XML, which build servers read: a suite a table, a case a fault."""

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from coopgraph.faults import Fault
from coopgraph.reports.report import Report
from coopgraph.reports.sound import sound


def as_junit(report: Report) -> str:
    """Errors fail, warnings pass with their words, old faults are skipped; a sound table passes."""
    written = JUnitXml("coopgraph check")
    by_table: dict[str, list[Fault]] = {path: [] for path in report.tables}
    for fault in report.all:
        by_table.setdefault(fault.cell.path, []).append(fault)
    for path, faults in sorted(by_table.items()):
        written.add_testsuite(_suite(report, path, faults))
    text: bytes = written.tostring()
    return text.decode("utf-8")


def _suite(report: Report, path: str, faults: list[Fault]) -> TestSuite:
    suite = TestSuite(path)
    suite.add_testcases([_case(report, fault) for fault in faults] or [_sound_table(report, path)])
    return suite


def _sound_table(report: Report, path: str) -> TestCase:
    return TestCase(report.say("sound"), path)


def _case(report: Report, fault: Fault) -> TestCase:
    case = TestCase(f"{fault.rule} {fault.cell.line}:{fault.cell.column}", fault.cell.path)
    line = sound(fault.line(report.language))
    if fault in report.old:
        case.result = [Skipped(f"{report.say('old')}: {line}", fault.rule)]
    elif fault.is_error:
        failure = Failure(sound(report.message(fault)), fault.rule)
        failure.text = line
        case.result = [failure]
    else:
        case.system_out = line
    return case
