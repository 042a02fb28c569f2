"""Values as YAML that reads well and is read back as the same values, by `load` and by other readers of YAML."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WIDTH = 120
LONGEST_KEY = 1000  # YAML 1.1 lets a key that is not marked have 1024 characters
PLAIN = re.compile(r"[^\W\d_][\w@./+-]*(?: [\w@./+-]+)*")
TAKEN_FOR_OTHERS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
TO_ESCAPE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


class Plain(str):
    """A text that is written without quotes."""

    __slots__ = ()


def show(value: object) -> str:
    """Write a value on one line: a text, number, day, yes or no, or a list or mapping of such."""
    match value:
        case bool():
            return "true" if value else "false"
        case Plain():
            return str(value)
        case str():
            return show_text(value)
        case int() | date():
            return str(value)
        case Mapping():
            return "{" + ", ".join(show_fields(value)) + "}"
        case Sequence():
            return "[" + ", ".join(map(show, value)) + "]"
    raise TypeError(type(value))


def show_fields(fields: Mapping[str, object]) -> list[str]:
    """Write the fields of a mapping; a key too long for every reader of YAML is marked as one."""
    keys = (show_text(key) for key in fields)
    return [
        f"{key if len(key) <= LONGEST_KEY else f'? {key} '}: {show(value)}"
        for key, value in zip(keys, fields.values(), strict=True)
    ]


def show_entry(entry: Mapping[str, object], indent: int) -> str:
    """Write an entry that begins so far to the right, as a mapping on one line; on several where it is too long."""
    lines: list[str] = []
    for field in show_fields(entry):
        if lines and indent + len(lines[-1]) + len(field) + len("{, }") <= WIDTH:
            lines[-1] += f", {field}"
        else:
            lines.append(field)
    return "{" + f",\n{' ' * (indent + 1)}".join(lines) + "}"


def show_text(text: str) -> str:
    """Write a text plain where every reader of YAML takes it for that text, else in double quotes."""
    if PLAIN.fullmatch(text) and text.lower() not in TAKEN_FOR_OTHERS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return TO_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def show_moment(moment: datetime, zone: ZoneInfo) -> Plain:
    """Write a moment in the zone's local time; in UTC, with Z, where set-back clocks make local time unsure."""
    local = moment.astimezone(zone).replace(tzinfo=None, fold=0)
    if local.replace(tzinfo=zone).astimezone(UTC) != moment:
        return Plain(f"{_short(moment.astimezone(UTC).replace(tzinfo=None))}Z")
    return Plain(local.date() if local.time() == datetime.min.time() else _short(local))


def _short(moment: datetime) -> str:
    return moment.isoformat(timespec="auto" if moment.second or moment.microsecond else "minutes")
