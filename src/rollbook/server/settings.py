"""Settings: environment variables, each also as a file. An unknown or malformed one ends the program with one line."""

import os
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from rollbook.server.errors import OperatorError

PREFIX = "ROLLBOOK_"
OF_TESTS = f"{PREFIX}TEST_"
LogLevel = Literal["debug", "info", "warning", "error"]
Switch = Literal["on", "off"]
WebhooksTo = Literal["off", "public", "all"]
MetricsFor = Literal["off", "local", "private", "all"]


class SettingsError(OperatorError):
    """What is wrong with the settings."""


def _about(text: str, **bounds: Any) -> Any:
    return msgspec.Meta(description=text, **bounds)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting, with its default. ROLLBOOK_DATABASE_URL sets database_url, and so on."""

    database_url: Annotated[str, _about("sqlite:///path or postgresql://user@host/name")] = "sqlite:///rollbook.db"
    max_package_bytes: Annotated[int, _about("largest package of one call, in bytes", ge=1024, le=2**30)] = 16 * 2**20
    max_blocks: Annotated[int, _about("most blocks of one call", ge=1, le=1_000_000)] = 1000
    threads: Annotated[int, _about("calls that one worker handles at once; also its connections", ge=1, le=256)] = 8
    account_share: Annotated[
        float,
        _about("part of the threads that one account may hold, or on Citus the accounts of a node", ge=0.001, le=1),
    ] = 0.5
    body_seconds: Annotated[
        float, _about("how long a request's body may take to arrive, in seconds", ge=0.001, le=86_400)
    ] = 60
    idle_seconds: Annotated[
        float, _about("how long a connection may idle, or the head of a request take, in seconds", ge=0.1, le=3_600)
    ] = 30
    statement_seconds: Annotated[
        float, _about("how long one statement of a call may take on PostgreSQL, in seconds", ge=0.001, le=86_400)
    ] = 30
    network_seconds: Annotated[
        int, _about("how long PostgreSQL's machine may be silent before it counts as lost, in seconds", ge=1, le=3_600)
    ] = 10
    keep_packages_days: Annotated[
        int, _about("how long packages and answers stay in the call records, in days", ge=1, le=36_500)
    ] = 90
    events_settle_seconds: Annotated[
        int, _about("how old an event is before it is served, in seconds; longer than any commit takes", ge=0, le=3_600)
    ] = 5
    metrics: Annotated[
        MetricsFor, _about("who may read /metrics: off, local (this machine), private (private networks too) or all")
    ] = "local"
    console: Annotated[Switch, _about("whether there are web pages below /console: on or off")] = "on"
    console_address: Annotated[
        str,
        _about(
            "what links into the console begin with, such as https://rollbook.example; nothing: they are bare paths",
            pattern=r"^(https?://[^/\s?#]+/?)?$",
        ),
    ] = ""
    console_title: Annotated[str, _about("what the pages are headed with", min_length=1, max_length=40)] = "Rollbook"
    console_logo: Annotated[str, _about("an SVG or PNG file that the pages show in place of their title")] = ""
    oidc_issuer: Annotated[
        str, _about("the OpenID Connect provider that people sign in with: its issuer; empty: none")
    ] = ""
    oidc_client_id: Annotated[str, _about("what that provider calls this server")] = ""
    oidc_client_secret: Annotated[str, _about("the secret that the provider has given to this server, if any")] = ""
    oidc_claim: Annotated[
        str, _about("what of the id token says who it is: email (a verified one), or another, which is an employee ID")
    ] = "email"
    oidc_account: Annotated[str, _about("the account whose people sign in by it; empty: all accounts")] = ""
    oidc_title: Annotated[str, _about("what people call that provider", min_length=1, max_length=40)] = "your company"
    adhoc_keys: Annotated[Switch, _about("whether createAdhocAPIKey makes keys that live three minutes: on or off")] = (
        "off"
    )
    webhooks: Annotated[
        WebhooksTo,
        _about("where events may be posted: off, public (addresses of the internet) or all (private networks too)"),
    ] = "public"
    webhook_seconds: Annotated[
        float, _about("how long the receiver of an event may take to answer, in seconds", ge=0.1, le=60)
    ] = 10
    slow_seconds: Annotated[
        float, _about("calls that take this long or longer get a second log line, in seconds", ge=0.000_001, le=86_400)
    ] = 1
    log_level: Annotated[LogLevel, _about("debug, info, warning or error")] = "info"


def switched_off(settings: Settings) -> frozenset[str]:
    """Return the names of the switches that are off."""
    return frozenset(name for name in Settings.__struct_fields__ if getattr(settings, name) == "off")


class Setting(typing.NamedTuple):
    """One setting as the operator sees it."""

    variable: str
    default: object
    meaning: str


def known_settings() -> list[Setting]:
    """Return every setting."""
    hints = typing.get_type_hints(Settings, include_extras=True)
    return [
        Setting(_variable(field.name), field.default, hints[field.name].__metadata__[0].description)
        for field in msgspec.structs.fields(Settings)
    ]


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the environment; raise SettingsError that names the first unknown or malformed one."""
    given: dict[str, str] = {}
    for name, value in environment.items():
        if not name.startswith(PREFIX) or name.startswith(OF_TESTS):
            continue
        field, is_file = _field_of(name)
        if field in given:
            raise SettingsError(f"{_variable(field)} is set twice: give it directly or as {_variable(field)}_FILE")
        given[field] = _read_file(name, value) if is_file else value
    try:
        return msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `$.")
        variable = _variable(where.rstrip("`"))
        meaning = next(each.meaning for each in known_settings() if each.variable == variable)
        raise SettingsError(f"{variable}: {reason[0].lower()}{reason[1:]} ({meaning})") from None


def _variable(field: str) -> str:
    return f"{PREFIX}{field.upper()}"


def _field_of(name: str) -> tuple[str, bool]:
    fields = {_variable(field): field for field in Settings.__struct_fields__}
    if name in fields:
        return fields[name], False
    if name.removesuffix("_FILE") in fields:
        return fields[name.removesuffix("_FILE")], True
    raise SettingsError(f"{name} is not a setting of Rollbook; there are: {', '.join(fields)} (each also with _FILE)")


def _read_file(name: str, path: str) -> str:
    if "://" in path:
        raise SettingsError(
            f"{name} is the name of a file; for an address itself there is {name.removesuffix('_FILE')}"
        )
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{name}: cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{name}: {path} is not UTF-8") from None
