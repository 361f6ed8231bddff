"""Settings: who wins, what is refused, what is masked.

Over 150 lines because each kind of setting is set wrongly here once.
"""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path

import pytest

from scheduler.settings import SettingsError, load_settings
from tests.scheduler.cli.program import call

FILE = Path("equishare.toml")


def test_defaults_hold_where_nobody_says_anything() -> None:
    """An installation without settings would not start."""
    loaded = load_settings(environment={})
    assert (loaded.settings.port, loaded.settings.zone, loaded.settings.nightly_at) == (8000, "Asia/Shanghai", time(20))
    assert set(loaded.sources.values()) == {"default"}


def test_the_environment_goes_before_the_file_and_the_file_before_defaults() -> None:
    """A value for one start could not be given without editing the file."""
    FILE.write_text('port = 1\nworkers = 4\nnightly_at = "21:30"\n')
    loaded = load_settings(environment={"EQUISHARE_PORT": "2"})
    assert (loaded.settings.port, loaded.settings.workers, loaded.settings.nightly_at) == (2, 4, time(21, 30))
    assert (loaded.sources["port"], loaded.sources["workers"]) == ("EQUISHARE_PORT", "equishare.toml")


def test_another_file_may_be_named() -> None:
    """Two installations in one folder could not be told apart."""
    Path("other.toml").write_text("port = 3\n")
    assert load_settings(Path("other.toml"), {}).settings.port == 3
    assert load_settings(environment={"EQUISHARE_CONFIG": "other.toml"}).settings.port == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prot = 1", "equishare.toml: prot: is no setting; did you mean port?"),
        ("port = 'x'", "equishare.toml: port: 'x': "),
        ("port = ", "equishare.toml: is no TOML file"),
        ("zone = 'Mars'", "'Mars': is no time zone"),
        ("operator_key = 'short-secret'", "at least 24"),
    ],
)
def test_a_bad_file_is_told_with_its_place(text: str, told: str) -> None:
    """A misspelt setting would not be in force, and nobody would notice."""
    FILE.write_text(text)
    with pytest.raises(SettingsError) as error:
        load_settings(environment={})
    assert told in str(error.value)
    assert "short-secret" not in str(error.value)


def test_an_unknown_variable_is_refused() -> None:
    """The same holds in the environment."""
    with pytest.raises(SettingsError, match="EQUISHARE_PROT: is no setting"):
        load_settings(environment={"EQUISHARE_PROT": "1"})


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("HOST", "", "write the address to listen on"),
        ("NIGHTLY_AT", "8pm", "write a time of day such as 20:00:00"),
        ("OPERATOR_KEY", "short", "use at least 24"),
        ("ZONE", "Mars/Olympus", "'Mars/Olympus': is no time zone; use an IANA name"),
        ("PORT", "99999", "less than or equal to 65535"),
        ("KEY_RATE", "fast", "'fast': write a rate such as 3000/minute, or off"),
        ("ADDRESS_RATE", "0/minute", "write a rate such as 300/minute, or off"),
        ("SIGN_IN_RATE", "never", "write a rate such as 20/hour, or off"),
        ("PUBLIC_URL", "park.example", "write an address such as https://park.example"),
        ("OIDC_ISSUER", "http://id.example", "write the https address by which the provider names itself"),
        ("OIDC_ISSUER", "http://127.0.0.1.evil.example", "write the https address"),
        ("OIDC_ROLES", "staff=boss", "the roles are tenant, tenant-admin, operator, auditor"),
        ("COOKIES", "none", "'secure' or 'plain'"),
        ("LOG_FORMAT", "xml", "'text' or 'json'"),
        ("FAIRNESS_POLICY", "99", "is no fairness policy; use 1"),
    ],
)
def test_a_bad_value_is_told_with_what_would_do(name: str, value: str, told: str) -> None:
    """An empty host would open the service to the whole network; the others would speak in the words of a library."""
    with pytest.raises(SettingsError, match=f"EQUISHARE_{name}: {name.lower()}: .*") as refused:
        load_settings(environment={f"EQUISHARE_{name}": value})
    assert told in str(refused.value)


def test_half_a_provider_is_told_and_a_secret_is_not() -> None:
    """People would be sent to a provider that does not know us; the log of the start would give the secret away."""
    half = {"EQUISHARE_OIDC_ISSUER": "https://id.example", "EQUISHARE_OIDC_CLIENT_SECRET": "s3cret"}
    with pytest.raises(SettingsError, match=r"EQUISHARE_OIDC_ISSUER: oidc_issuer: needs oidc_client_id") as refused:
        load_settings(environment=half)
    assert "s3cret" not in str(refused.value)
    whole = load_settings(environment=half | {"EQUISHARE_OIDC_CLIENT_ID": "equishare"})
    assert whole.shown()["oidc_client_secret"] == "********"
    assert load_settings(environment={"EQUISHARE_OIDC_CLIENT_SECRET": ""}).settings.oidc_client_secret is None


@pytest.mark.parametrize("line", ["port = true", "nightly_at = 1", "nightly_at = true"])
def test_a_setting_of_another_kind_is_refused(line: str) -> None:
    """Port 1, or one second past midnight, would be in force."""
    Path("equishare.toml").write_text(line)
    with pytest.raises(SettingsError, match=r"equishare\.toml: "):
        load_settings(environment={})


def test_the_variable_of_the_benchmarks_is_none_of_ours() -> None:
    """Whoever measures could not run the program in the same shell."""
    assert load_settings(environment={"EQUISHARE_BENCH_DATA": "/data"}).sources["port"] == "default"


def test_a_file_that_is_named_must_exist() -> None:
    """Defaults would be in force in silence."""
    ended = call("--config", "nowhere.toml", "settings")
    assert (ended.code, ended.out) == (2, "")
    assert "nowhere.toml: cannot be read" in ended.err


def test_the_nightly_plan_may_be_off() -> None:
    """A service that plans only when it is asked could not be had."""
    assert load_settings(environment={"EQUISHARE_NIGHTLY_AT": "off"}).settings.nightly_at is None


def test_a_rate_may_be_off() -> None:
    """Who measures the service would measure its limits."""
    loaded = load_settings(environment={"EQUISHARE_KEY_RATE": "off", "EQUISHARE_ADDRESS_RATE": "5/second"})
    assert (loaded.settings.key_rate, loaded.settings.address_rate) == (None, "5/second")
    assert loaded.shown()["key_rate"] == "off"


def test_settings_are_printed_with_their_source_and_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key would stand in a terminal's scroll-back, a password in a bug report."""
    monkeypatch.setenv("EQUISHARE_OPERATOR_KEY", "very-secret-key-of-the-operator")
    monkeypatch.setenv("EQUISHARE_DATABASE_URL", "postgresql://park:hidden-word@host/db")
    ended = call("settings", "--json")
    told = json.loads(ended.out)
    assert told["database_url"] == {"value": "postgresql://park:********@host/db", "source": "EQUISHARE_DATABASE_URL"}
    assert told["operator_key"]["value"] == "********"
    table = call("settings").out
    assert "very-secret" not in table + ended.out
    assert "hidden-word" not in table + ended.out
    assert "tick_minutes" in table


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://park:hidden@word@host/db", "postgresql://park:********@host/db"),
        ("postgresql://park:hid/den:word@host:5432/db?x=1", "postgresql://park:********@host:5432/db?x=1"),
        ("postgresql:///db?host=/run&password=hidden&x=1", "postgresql:///db?host=/run&password=********&x=1"),
        ("postgresql://park@host/db", "postgresql://park@host/db"),
        ("sqlite:////srv/park.db", "sqlite:////srv/park.db"),
    ],
)
def test_a_password_is_masked_wherever_a_url_has_it(monkeypatch: pytest.MonkeyPatch, url: str, shown: str) -> None:
    """A password with an @ in it, or in an option, would be shown in part."""
    monkeypatch.setenv("EQUISHARE_DATABASE_URL", url)
    assert json.loads(call("settings", "--json").out)["database_url"]["value"] == shown
