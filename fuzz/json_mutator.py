"""Changes requests to the JSON face: member by member, with values of their kinds and of others, and byte by byte."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from fuzz.contracts import any_text
from fuzz.invariants import KEYS, KNOWN_METHODS
from fuzz.json_bodies import new_body, new_query
from fuzz.json_inputs import JsonInput, json_headers, read_json_input, write_json, write_json_input
from fuzz.mutator import BLIND, HEADED, LENGTHS, LONG, MOST_BYTES, MOST_CHANGES, NEW, Bytes, any_headers
from fuzz.texts import CALLERS, STRANGE
from rollbook.contract.method import Report
from rollbook.methods import find_method

RAW = "raw-value-"
RAW_VALUES = (
    *(
        "1e400",
        "-0",
        "0.0",
        "12345678901234567890",
        "1E+2",
        "NaN",
        "Infinity",
        '"\\ud800"',
        '"\\u0000"',
        '"\\/\\u00e9"',
    ),
    *('{"a": 1, "a": 2}', '{"Password": "x", "pass\\u0077ord": "y"}', "[" * 600 + "]" * 600, "", "tru", "'x'", "[1,]"),
)
"""What Python does not write: numbers, escapes, doubled names, depth, and what is no JSON."""
OF_OTHERS: tuple[Any, ...] = (None, True, False, 0, -1, 1.5, "", [], {}, [None], [[]], {"": ""}, {"a": {"b": []}})
"""Values of every shape."""
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252")
ENCODED = 0.03
ASKED = 0.3
TYPES = ("application/json", "application/json; charset=utf-8", "text/xml", "")
Place = tuple[Any, Any]
"""A container, and the name or number of something in it."""


def mutate_json(data: bytes, max_size: int, seed: int, blindly: Bytes) -> bytes:
    """Change a request: mostly some members of its body, at times its headers, its query or its bytes."""
    dice = random.Random(seed)
    given, chance = read_json_input(data), dice.random()
    if chance < NEW:
        given = any_request(dice)
    elif chance < NEW + BLIND:
        return write_json_input(given._replace(body=blindly(given.body, max_size)))[:max_size]
    elif chance < NEW + 2 * BLIND and given.verb == "GET":
        return write_json_input(given._replace(query=quote(blindly(given.query.encode(), 1000), safe="&=%+.")))
    if dice.random() < HEADED:
        given = given._replace(headers={**given.headers, **any_headers(dice), **any_caller(dice)})
    given = change_query(given, dice) if given.verb == "GET" else given._replace(body=change_body(given, dice))
    return write_json_input(given)[:max_size]


def any_request(dice: random.Random) -> JsonInput:
    """Make a request to any method by any caller."""
    method = dice.choice(KNOWN_METHODS)
    headers = json_headers(dice.choice(CALLERS))
    if issubclass(method, Report) and dice.random() < ASKED:
        return JsonInput("GET", method.wire_name(), new_query(method, dice, any_text(dice)), headers, b"")
    body = write_json(new_body(method, dice.randint(1, 4), dice, any_text(dice)))
    return JsonInput("POST", method.wire_name(), "", headers, body)


def any_caller(dice: random.Random) -> dict[str, str]:
    """Choose who calls, or credentials that open nothing; and the body's type."""
    plain = f"Basic {KEYS[0]}:{dice.choice(CALLERS)}"
    authorization = dice.choice(
        (plain, plain, "Basic x:y", "Basic !", f"Bearer {KEYS[1]}", "Digest x", f"Basic {KEYS[0]}")
    )
    return {"authorization": authorization, "content-type": dice.choice((TYPES[0], *TYPES))}


def change_query(given: JsonInput, dice: random.Random) -> JsonInput:
    """Give a report another query, or one more parameter."""
    method = find_method(given.name)
    if method is None or not issubclass(method, Report):
        return given._replace(name=dice.choice(KNOWN_METHODS).wire_name())
    more = new_query(method, dice, any_text(dice))
    return given._replace(query=dice.choice((more, f"{given.query}&{more}", f"{given.query}&x=1", given.query * 2)))


def change_body(given: JsonInput, dice: random.Random) -> bytes:
    """Change members of a body, and write it, mostly in UTF-8; make a new one of what is no JSON, or too deep."""
    try:
        written = write_json(_change_content(json.loads(given.body), given, dice))
    except (ValueError, RecursionError):
        return any_request(dice).body
    for number, raw in enumerate(RAW_VALUES):
        written = written.replace(f'"{RAW}{number}"'.encode(), raw.encode())
    return written.decode().encode(dice.choice(ENCODINGS)) if dice.random() < ENCODED else written


def _change_content(content: Any, given: JsonInput, dice: random.Random) -> Any:
    method = find_method(given.name)
    for _ in range(dice.randint(1, MOST_CHANGES)):
        places = [*places_in({"": content})]
        if method is None or not places:
            break
        fresh = [*places_in({"": new_body(method, 1, dice, any_text(dice))})]
        content = dice.choice(CHANGES)(content, dice, places, fresh)
    return lengthen(content, dice) if dice.random() < LONG else content


def places_in(content: Any) -> Iterator[Place]:
    """Yield every place of a value in a document."""
    members = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for name, value in members:
        yield content, name
        yield from places_in(value)


Change = Callable[[Any, random.Random, list[Place], list[Place]], Any]


def put(content: Any, dice: random.Random, places: list[Place], value: Any) -> Any:
    """Put a value at any place; the topmost is the whole body."""
    around, name = dice.choice(places)
    if name == "" and around.get("") is content:
        return value
    around[name] = value
    return content


def put_fresh(content: Any, dice: random.Random, places: list[Place], fresh: list[Place]) -> Any:
    """Replace a member by one of a new body with the same name, or add it."""
    source, name = dice.choice(fresh)
    value = copy.deepcopy(source[name])
    same = [place for place in places if place[1] == name]
    if same:
        return put(content, dice, same, value)
    around = [place[place_name] for place, place_name in places if isinstance(place[place_name], dict)]
    if around and isinstance(name, str):
        dice.choice(around)[name] = value
    return content


def put_strange(content: Any, dice: random.Random, places: list[Place], _: list[Place]) -> Any:
    """Put a strange text, a value of another shape, or what Python does not write."""
    raw = f"{RAW}{dice.randrange(len(RAW_VALUES))}"
    return put(content, dice, places, copy.deepcopy(dice.choice((dice.choice(STRANGE), dice.choice(OF_OTHERS), raw))))


def remove(content: Any, dice: random.Random, places: list[Place], _: list[Place]) -> Any:
    """Remove a member or an entry."""
    around, name = dice.choice(places)
    if around.get("") is not content if isinstance(around, dict) else True:
        del around[name]
    return content


def double(content: Any, dice: random.Random, places: list[Place], _: list[Place]) -> Any:
    """Add a copy of an entry after it."""
    if entries := [place for place in places if isinstance(place[0], list)]:
        around, number = dice.choice(entries)
        around.insert(number, copy.deepcopy(around[number]))
    return content


def rename(content: Any, dice: random.Random, places: list[Place], _: list[Place]) -> Any:
    """Give a member another name."""
    if members := [place for place in places if isinstance(place[0], dict) and place[0].get("") is not content]:
        around, name = dice.choice(members)
        around[dice.choice((name.lower(), "x", "oldPassword", "UserAPI", "", "\ud800", dice.choice(members)[1]))] = (
            around.pop(name)
        )
    return content


def lengthen(content: Any, dice: random.Random) -> Any:
    """Make a list long."""
    if lists := [around[name] for around, name in places_in({"": content}) if isinstance(around[name], list)]:
        entries = dice.choice([each for each in lists if each] or [[None]])
        most = MOST_BYTES // max(1, len(write_json(entries[0])))
        entries.extend(copy.deepcopy(entries[0]) for _ in range(min(dice.choice(LENGTHS), most)))
    return content


CHANGES: tuple[Change, ...] = (put_fresh, put_fresh, put_fresh, put_strange, remove, double, rename)
"""A change that is listed more often is made more often."""
