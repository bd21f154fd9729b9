"""Settings from outside: what they may be, and what is said of rubbish."""

from dataclasses import fields
from pathlib import Path

import pytest

from coopgraph.errors import CannotRun
from coopgraph.settings import Settings, from_environment


def test_a_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COOPGRAPH_WORKERS", "5")
    monkeypatch.setenv("COOPGRAPH_ROOT", "/srv/coopgraph")
    monkeypatch.setenv("COOPGRAPH_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8")
    settings = from_environment()
    assert settings.workers == 5
    assert settings.trusted_proxies == ("127.0.0.1/32", "10.0.0.0/8")
    assert settings.build_folder == Path("/srv/coopgraph/build")


def test_a_password_is_read_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COOPGRAPH_PUBLISH_PASSWORD", "not for logs")
    settings = from_environment()
    assert settings.publish_password == "not for logs"  # noqa: S105
    assert "not for logs" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("WORKERS", "1", "a whole number from 2 to 256"),
        ("WORKERS", "two", "a whole number from 2 to 256"),
        ("TIME_LIMIT", "nan", "a number from 0.1 to 3600"),
        ("TIME_LIMIT", "inf", "a number from 0.1 to 3600"),
        ("TIME_LIMIT", "-1", "a number from 0.1 to 3600"),
        ("MEMORY_LIMIT", "99999999999999", "a whole number from 0 to 1048576"),
        ("BUILD", "", "a folder"),
        ("TRACKER", "javascript:alert(1)", "an address"),
        ("TRUSTED_PROXIES", "127.0.0.1, proxy", "networks such as"),
    ],
)
def test_rubbish_is_refused_with_what_is_wanted(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, wanted: str
) -> None:
    monkeypatch.setenv(f"COOPGRAPH_{name}", text)
    with pytest.raises(CannotRun, match=f"COOPGRAPH_{name} .*wanted: {wanted}"):
        from_environment()


def test_every_number_has_a_range_that_holds_its_default() -> None:
    for spec in fields(Settings):
        if isinstance(spec.default, int | float):
            low, high = spec.metadata["range"]
            assert low <= spec.default <= high
