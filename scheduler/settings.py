"""What an installation is set to: `EQUISHARE_*` in the environment, before a TOML file, before the defaults below.

The names in the TOML file are those of the fields; in the environment they are in capitals behind `EQUISHARE_`. A name that is not
here is refused in either place: a setting that is misspelt is not in force, and nobody would notice.

Over 150 lines because what can be set, where it comes from and what is told about it are read together.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from scheduler.domain.access import Role
from scheduler.domain.fairness_policy import DEFAULT, find_fairness_policy, known_versions
from scheduler.setting_forms import OFF, Address, Issuer, Rate, Roles, Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_settings import PydanticBaseSettingsSource

PREFIX = "EQUISHARE_"
#: Read where it lies in the working folder; `EQUISHARE_CONFIG` or `--config` names another.
CONFIG_FILE = "equishare.toml"
_CONFIG_VARIABLE = f"{PREFIX}CONFIG"
#: Variables of ours that set nothing here: where the settings are, and where the benchmarks find their instances.
_NO_SETTINGS = frozenset({_CONFIG_VARIABLE, f"{PREFIX}BENCH_DATA"})
_SECRETS = frozenset({"operator_key", "oidc_client_secret"})
_RATES = ("key_rate", "address_rate", "sign_in_rate", "sign_in_address_rate")
_MAY_BE_OFF = frozenset({"nightly_at", *_RATES})
#: In a URL: what stands between the first colon and the last @, and an option of that name.
_PASSWORDS = re.compile(r"(?<=//)([^:@]*:).*(?=@)|(?<=[?&]password=)[^&]*")
#: Said in place of the words of the library, where those do not say what to write.
_CURES = {
    "host": "write the address to listen on, such as 127.0.0.1; 0.0.0.0 is all of them",
    "key_rate": "write a rate such as 3000/minute, or off",
    "address_rate": "write a rate such as 300/minute, or off",
    "sign_in_rate": "write a rate such as 20/hour, or off",
    "sign_in_address_rate": "write a rate such as 100/hour, or off",
    "public_url": "write an address such as https://park.example, without a query",
    "oidc_issuer": "write the https address by which the provider names itself",
    "oidc_roles": "write pairs such as park-staff=operator, audit-office=auditor; the roles are " + ", ".join(Role),
    "nightly_at": "write a time of day such as 20:00:00, or off",
    "operator_key": "has too few characters; use at least 24",
    "zone": "is no time zone; use an IANA name such as Asia/Shanghai",
}


class SettingsError(Exception):
    """A setting that is unknown or has a value it cannot have; says where, what and the cure, one line for each."""


class Settings(BaseSettings):
    """The settings of one installation."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    #: `sqlite:///FILE`, relative to the working folder; `postgresql://USER:PASSWORD@HOST/DATABASE`; `memory://` keeps nothing.
    database_url: str = "sqlite:///equishare.db"
    #: IANA name; the park's local times in files, and the zone of a park that is loaded.
    zone: str = "Asia/Shanghai"
    #: Address and port that `equishare serve` listens on.
    host: str = Field(default="127.0.0.1", min_length=1)
    #: 0: any that is free.
    port: int = Field(default=8000, ge=0, le=65535)
    #: How often one key may call, such as `3000/minute` (or a second, an hour); `off`: as often as it likes.
    key_rate: Rate = "3000/minute"
    #: The same for one address, as long as no valid key comes with its calls.
    address_rate: Rate = "300/minute"
    #: How often signing in may fail for one login, whether there is such an account or not; `off`: as often as somebody tries.
    sign_in_rate: Rate = "20/hour"
    #: The same from one address.
    sign_in_address_rate: Rate = "100/hour"
    #: Minutes after which a session that is not used is over.
    session_idle: int = Field(default=120, ge=1, le=30 * 24 * 60)
    #: Hours after which a session is over, however busy it is.
    session_hours: int = Field(default=12, ge=1, le=90 * 24)
    #: Whether browsers send the cookie of a session by TLS only (`secure`), or an installation has none (`plain`).
    cookies: Literal["secure", "plain"] = "secure"
    #: Address under which people reach the service, such as `https://park.example`; needed where a proxy calls it by another name, and for OIDC.
    public_url: Address = ""
    #: Address of a provider of identities (OpenID Connect), as it names itself, such as `https://id.example/realms/park`; empty: there is none.
    oidc_issuer: Issuer = ""
    #: By what name the provider knows this service.
    oidc_client_id: str = ""
    #: The secret that goes with it; empty for a public client.
    oidc_client_secret: Secret = None
    #: Claim by which the provider says what people may here; empty: accounts say it, and whoever has none does not come in.
    oidc_role_claim: str = ""
    #: What its values mean, such as `park-staff=operator, audit-office=auditor`, the first that fits; empty: they are the names of roles.
    oidc_roles: Roles = ""
    #: Claim with the id of the company, for the roles of companies.
    oidc_tenant_claim: str = ""
    #: File in which the processes of a machine count calls together; empty: one beside a SQLite database, else each process for itself.
    rates_file: str = ""
    #: Seconds for which browsers are to come by TLS only, told in answers that went through TLS; 0: nothing is told.
    hsts_seconds: int = Field(default=0, ge=0, le=10 * 366 * 24 * 3600)
    #: Seconds between SIGTERM and the closing of the port; meanwhile `/readyz` says 503, so that a balancer can turn to another machine.
    stop_notice: float = Field(default=2, ge=0, le=600)
    #: Seconds that calls in flight get after that; a solve gets 20 more to keep its best.
    stop_seconds: int = Field(default=10, ge=0, le=600)
    #: Addresses of proxies, by commas, whose word on the caller's address and TLS is taken (`X-Forwarded-For`, `X-Forwarded-Proto`).
    proxies: str = "127.0.0.1"
    #: What webhooks may call: `public` addresses only, or `any`, those of the own network and of this machine too.
    webhook_targets: Literal["public", "any"] = "public"
    #: Seconds that the receiver of a webhook has to answer; three times as long, and a delivery of a worker that died is taken up.
    webhook_seconds: float = Field(default=10, ge=0.1, le=60)
    #: Form of the lines on standard error: `text` for people, `json` for what collects logs.
    log_format: Literal["text", "json"] = "text"
    #: Key of the first operator, made known to the database when the service starts; at least 24 characters.
    operator_key: SecretStr | None = Field(default=None, min_length=24)
    #: By the clock on the park's wall; `off`: the service plans only when it is asked.
    nightly_at: time | None = time(20)
    #: Hours after its time in which a night that was missed, for no worker was there, is still planned; after that its run is `failed`.
    night_catch_up_hours: float = Field(default=6, ge=0, le=23)
    #: Where runs, nights and errands are done: `inside` the service, or `apart`, by `equishare worker`.
    serve_worker: Literal["inside", "apart"] = "inside"
    #: Seconds between two signs of life of a worker; after six that did not come another worker takes up its run.
    heartbeat_seconds: float = Field(default=3, ge=0.1, le=5)
    #: Time limit of a solve where the run does not say.
    plan_seconds: float = Field(default=60, ge=0, le=7 * 24 * 3600)
    #: Version of the fairness policy: how a plan divides the night, and how the ledger remembers.
    fairness_policy: int = DEFAULT.version
    #: Name of the solver's policy, in place of the one that the fairness policy names.
    policy: str | None = None
    #: Price of fairness, the part of the best utilization that may be spent on it, in place of that of the fairness policy.
    epsilon: float | None = Field(default=None, ge=0, le=1)
    #: Threads of a solve; independent components share them, and by engine `ray` they are CPUs of the cluster.
    workers: int = Field(default=2, ge=1, le=64)
    #: Where a solve runs: `processes` (child processes), `inline`, or `ray` (a cluster; needs the extra `ray`).
    engine: str = "processes"
    #: Minutes of a tick: all times of a plan are multiples of it.
    tick_minutes: int = Field(default=5, ge=1, le=24 * 60)
    #: Days that a plan reaches.
    horizon_days: int = Field(default=7, ge=1, le=366)
    #: Hours from now in which nothing is moved and nothing new begins.
    frozen_hours: int = Field(default=0, ge=0, le=24 * 366)
    #: What is published and not frozen: `compete` anew with the rest, or `stay` where it is as far as that can be.
    published: Literal["compete", "stay"] = "compete"

    @field_validator("nightly_at", mode="before")
    @classmethod
    def _off(cls, value: object) -> object:
        if value is not None and not isinstance(value, str | time):
            raise ValueError("no time of day")
        return None if isinstance(value, str) and value.lower() in OFF else value

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth(cls, value: object) -> object:
        if isinstance(value, bool):
            raise ValueError("no setting is true or false")  # noqa: TRY004 - as above
        return value

    @model_validator(mode="after")
    def _whole_provider(self) -> Self:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError(
                "oidc_issuer: needs oidc_client_id; write the name by which the provider knows this service"
            )
        return self

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("no time zone") from None
        return value

    @field_validator("fairness_policy")
    @classmethod
    def _known_policy(cls, value: int) -> int:
        if find_fairness_policy(value) is None:
            raise ValueError(f"is no fairness policy; use {known_versions()}")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - given by the library
        init_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **__: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take the values that `load_settings` has gathered, and nothing behind its back."""
        return (init_settings,)


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings, and for each where its value comes from."""

    settings: Settings
    #: Name of the variable or of the file; `default` where neither says anything.
    sources: Mapping[str, str]

    def shown(self) -> dict[str, str]:
        """Return every value as text, with secrets masked."""
        values = {name: getattr(self.settings, name) for name in Settings.model_fields}
        return {name: _masked(name, value) for name, value in values.items()}


def load_settings(config: Path | None = None, environment: Mapping[str, str] | None = None) -> LoadedSettings:
    """Gather the settings from the environment (by default that of the process) and a TOML file.

    Raises
    ------
    SettingsError
        With every unknown name and every bad value.
    """
    environment = os.environ if environment is None else environment
    named = config or (Path(environment[_CONFIG_VARIABLE]) if _CONFIG_VARIABLE in environment else None)
    values: dict[str, Any] = {}
    sources = dict.fromkeys(Settings.model_fields, "default")
    for where, found in (_from_file(named), _from_environment(environment)):
        values.update(found)
        sources.update({name: where or f"{PREFIX}{name.upper()}" for name in found})
    try:
        return LoadedSettings(Settings(**values), sources)
    except ValidationError as error:
        raise SettingsError("\n".join(_told(each, sources) for each in error.errors())) from None


def _from_file(named: Path | None) -> tuple[str, dict[str, Any]]:
    path = named or Path(CONFIG_FILE)
    if named is None and not path.exists():
        return str(path), {}
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}; name a file that exists") from None
    except ValueError as error:
        raise SettingsError(f"{path}: is no TOML file: {error}; write lines such as port = 8000") from None
    _refuse_unknown({name: f"{path}: {name}" for name in found})
    return str(path), found


def _from_environment(environment: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    ours = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    variables = {name: value for name, value in ours.items() if name not in _NO_SETTINGS}
    _refuse_unknown({name.removeprefix(PREFIX).lower(): f"environment variable {name}" for name in variables})
    return "", {name.removeprefix(PREFIX).lower(): value for name, value in variables.items()}


def _refuse_unknown(given: Mapping[str, str]) -> None:
    told = []
    for name, place in given.items():
        if name not in Settings.model_fields:
            near = get_close_matches(name, Settings.model_fields, n=1)
            cure = f"did you mean {near[0]}?" if near else f"the settings are {', '.join(Settings.model_fields)}"
            told.append(f"{place}: is no setting; {cure}")
    if told:
        raise SettingsError("\n".join(told))


def _told(error: Any, sources: Mapping[str, str]) -> str:
    """Return one line for one bad value; the value of a secret is not repeated."""
    if not error["loc"]:
        name, _, cure = str(error["msg"]).removeprefix("Value error, ").partition(": ")
        return f"{sources.get(name, name)}: {name}: {cure}"
    name = str(error["loc"][0])
    value = "" if name in _SECRETS else f"{error['input']!r}: "
    cure = _CURES.get(name) or str(error["msg"]).removeprefix("Value error, ")
    return f"{sources.get(name, name)}: {name}: {value}{cure}"


def _masked(name: str, value: object) -> str:
    if isinstance(value, SecretStr):
        return "********"
    if name == "database_url":
        return _PASSWORDS.sub(lambda found: f"{found[1] or ''}********", str(value))
    if value is None:
        return "off" if name in _MAY_BE_OFF else ""
    return str(value)
