"""The target `json`: requests to the JSON face, and what holds for every answer to them."""

import json
from collections import Counter
from typing import Any

from fuzz.invariants import KEYS, SHARED, demand
from fuzz.json_inputs import JsonInput, read_json_input
from fuzz.targets import Desk
from rollbook.api.answers import JSON, PROBLEM
from rollbook.api.face import JsonFace, name_in
from rollbook.api.message import JsonMessage
from rollbook.api.statuses import BROKEN, OK, statuses_of
from rollbook.calls.call import Answer, Limits
from rollbook.contract.errors import Refused
from rollbook.contract.method import Batch, Method, Report
from rollbook.methods import find_method

ALWAYS = {"result", "request_id", "call_id", "dry_run", "rows"}
OF_PROBLEMS = {"type", "title", "status", "detail", "code", "source", "pointer", "value"}


def check_json(desk: Desk, data: bytes) -> None:
    """Requests of all methods: the answer is complete and the same in a dry run, and neither key nor password kept."""
    given = read_json_input(data)
    answer = answer_json(desk, given)
    check_json_answer(given, answer)
    if given.request().options.is_dry_run:
        demand(desk.kept() == [], "a dry run leaves no record")
        real = given._replace(headers={**given.headers, "rollbook-dry-run": "false"})
        demand(verdict(answer) == verdict(answer_json(desk, real)), "a dry run foretells the real call's verdict")
    kept = desk.kept()
    demand(not any(key.encode() in each for key in sent_keys(given) for each in kept), "no key is kept")
    for each in kept:
        check_masked(json.loads(each))
    if kept:
        desk.clear()


def answer_json(desk: Desk, given: JsonInput) -> Answer:
    """Have a request answered, without HTTP."""
    request = given.request()
    return desk.gate.answer(request.arrival(JsonFace(request, Limits())))


def check_json_answer(given: JsonInput, answer: Answer) -> None:
    """Check that an answer is complete, has a status and codes of its contract, and reveals no key."""
    shown = json.loads(answer.body)
    method = find_method(name_in(given.request().path))
    is_good = answer.status == OK
    demand(answer.media_type == (JSON if is_good else PROBLEM), "a problem has its own media type")
    demand({*shown} >= (ALWAYS if is_good else ALWAYS | OF_PROBLEMS), "nothing is missing in the answer")
    demand((shown["result"] == "Success") == is_good, "the result says what the status says")
    demand(is_good or shown["status"] == answer.status, "the body names the status")
    demand(answer.status != BROKEN, "no call fails for a reason of the server's: its log line says which")
    demand(method is None or answer.status in statuses_of(method), f"a status of the method's: {answer.status}")
    _check_codes(method, shown)
    _check_rows(given, method, shown)
    text = json.dumps(given.headers) + given.query + given.name
    for key in KEYS:
        if key.encode() in answer.body:
            demand(key in given.query + given.name or key.encode() in given.body, f"a key is answered: {text}")


def _check_codes(method: type[Method] | None, shown: Any) -> None:
    codes = {shown["code"]} if "code" in shown else set()
    codes |= {row["error"]["code"] for row in shown["rows"] if row.get("outcome") == "refused"}
    own = {error.code for error in method.errors()} if method else set()
    demand(SHARED | own >= codes, f"a code is one of the contract's: {codes}")


def _check_rows(given: JsonInput, method: type[Method] | None, shown: Any) -> None:
    """Check that each row is answered once, and that its error points to a place in what was sent."""
    if method is None or issubclass(method, Report):
        return
    numbers = Counter(row["row"] for row in shown["rows"])
    outcomes = Counter(row["outcome"] for row in shown["rows"])
    demand(set(numbers.values()) <= {1}, "each row is answered once")
    demand(outcomes["recorded"] == shown["recorded"], "as many rows are recorded as the answer says")
    for row in shown["rows"]:
        error = row.get("error") or {}
        demand(error.get("pointer") is None or error["pointer"].startswith("/"), "a pointer begins at the top")
    if not (issubclass(method, Batch) and shown["rows"]):
        return
    count = len(json.loads(given.body.decode("utf-8-sig"))[method.element])
    if given.request().options.is_strict and outcomes["refused"]:
        demand(not outcomes["recorded"], "a strict call is recorded wholly or not at all")
    else:
        demand(numbers.keys() == {*range(1, count + 1)}, "rows answered are rows given")


def verdict(answer: Answer) -> Any:
    """Return what an answer says without the ids that it made: status, code, and the outcome of each row."""
    shown = json.loads(answer.body)
    rows = [(row.get("row"), row.get("outcome"), row.get("error")) for row in shown["rows"]]
    return answer.status, shown.get("code"), shown.get("detail"), rows


def sent_keys(given: JsonInput) -> set[str]:
    """Return the keys of the world with which a request came."""
    face = JsonFace(given.request(), Limits())
    try:
        message: JsonMessage = face.open()
    except Refused:
        return set()
    return {*message.credentials} & {*KEYS}


def check_masked(kept: Any) -> None:
    """Check that every password in what is kept of a body is masked."""
    if isinstance(kept, dict):
        for name, value in kept.items():
            demand("password" not in name.casefold() or value == "***", "every password is masked")
            check_masked(value)
    for each in kept if isinstance(kept, list) else ():
        check_masked(each)
