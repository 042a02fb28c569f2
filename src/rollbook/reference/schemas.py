"""Schemas of bodies and answers, made from the tags of the contracts."""

from typing import Any

from rollbook.calls.call import Limits
from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.rows import Choice, Either, Many, Part, Repeated, Row
from rollbook.contract.tags import Clock, Count, Date, Flag, Moment, Tag, Whole
from rollbook.reference.json_samples import sample_value
from rollbook.vocabulary.users import Secret

Json = dict[str, Any]
SCALAR = ["string", "number", "boolean", "null"]


def described(tag: Tag[Any]) -> str:
    """Return what a tag is, what values it takes, and with which code it is demanded."""
    about = f"{tag.about[:1].upper()}{tag.about[1:]}." if tag.about else ""
    kind = "" if isinstance(tag, Choice | Part) else f" {tag.kind[:1].upper()}{tag.kind[1:]}."
    needed = f" Without it the row is refused with {tag.absent.code}." if tag.absent is not None else ""
    return f"{about}{kind}{needed}".strip()


def body_schema(method: type[Method], limits: Limits) -> Json:
    """Return the schema of a method's body."""
    row = row_schema(method.row)
    if not issubclass(method, Batch):
        return row
    rows = {**array(row, min(limits.blocks, method.most_blocks)), "minItems": 1}
    return _object({method.element: rows}, [method.element])


def row_schema(row: type[Row]) -> Json:
    """Return the schema of a row. Of the sides of a choice without a container at most one may be given."""
    properties: Json = {}
    excluded: list[Json] = []
    for name, tag in row.tags.items():
        if isinstance(tag, Either):
            sides = [*tag.sides]
            properties |= {side: _tag_schema(kind) for side, kind in tag.sides.items()}
            excluded += [{"required": [one, other]} for place, one in enumerate(sides) for other in sides[place + 1 :]]
        else:
            properties[name] = _tag_schema(tag)
    schema = _object(properties, [name for name in row.needed if name in properties])
    return {**schema, **({"not": {"anyOf": excluded}} if excluded else {})}


def _tag_schema(tag: Tag[Any]) -> Json:
    about = described(tag)
    schema = _shape(tag)
    if not tag.needed and schema.get("type") in ("object", "array"):
        schema["type"] = [schema["type"], "null"]
    return {**schema, **({"description": about} if about else {})}


def _shape(tag: Tag[Any]) -> Json:
    match tag:
        case Choice():
            return {**_object({name: _tag_schema(side) for name, side in tag.sides.items()}, []), "maxProperties": 1}
        case Part():
            return row_schema(tag.row)
        case Many():
            return array(_tag_schema(tag.of) if isinstance(tag.of, Tag) else _entry_schema(tag.of), tag.most)
        case Repeated():
            return array(_tag_schema(tag.of), tag.most)
        case _:
            return _value_schema(tag)


def _entry_schema(row: type[Row]) -> Json:
    """Return the schema of a row in a list; of some its text alone may be given."""
    schema = row_schema(row)
    return {"anyOf": [schema, {"type": "string"}]} if row.plain else schema


def _value_schema(tag: Tag[Any]) -> Json:
    value = None if isinstance(tag, Secret) or tag.sample is None else sample_value(tag)
    return {"type": SCALAR, **({"examples": [value]} if value not in {None, ""} else {})}


def array(items: Json, most: int) -> Json:
    """Return the schema of a list."""
    return {"type": "array", "maxItems": most, "items": items}


def _object(properties: Json, required: list[str]) -> Json:
    schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, **({"required": required} if required else {})}


def row_of_answer(method: type[Method]) -> Json:
    """Return the schema of a method's answer with status 200."""
    if issubclass(method, Report):
        found = {"type": "array", "items": _answered(method.info.row, is_open=True)}
        return {"allOf": [{"$ref": "#/components/schemas/Report"}, {"properties": {"rows": found}}]}
    if issubclass(method, Batch):
        answer: Json = {"type": "object", "properties": {name: {"type": ["string", "null"]} for name in method.echo}}
    else:
        assert issubclass(method, Change)  # noqa: S101  # there is no other kind of method
        answer = _answered(method.info.row)
    rows = {"type": "array", "items": {"properties": {"answer": answer}}}
    return {"allOf": [{"$ref": "#/components/schemas/Outcome"}, {"properties": {"rows": rows}}]}


def _answered(row: type[Row], *, is_open: bool = False) -> Json:
    """Return the schema of an answered row; with `is_open` the caller may have chosen some of its tags."""
    properties = {name: _answered_tag(tag) for name, tag in row.tags.items()}
    return {"type": "object", "properties": properties, **({} if is_open else {"required": [*properties]})}


def _answered_tag(tag: Tag[Any]) -> Json:
    match tag:
        case Many():
            items = _answered_tag(tag.of) if isinstance(tag.of, Tag) else _answered(tag.of)
            return {"type": "array", "items": items}
        case Moment():
            return {"type": ["string", "null"], "format": "date-time"}
        case Flag():
            return {"type": ["boolean", "null"]}
        case Count() | Whole():
            return {"type": ["integer", "null"]}
        case Date() | Clock():
            return {"type": ["string", "null"]}
        case _:
            return {"type": ["string", "null"]}


def _text(about: str, **more: Any) -> Json:
    return {"type": "string", "description": about, **more}


CALL: Json = {
    "result": {"enum": ["Success", "Failed"]},
    "request_id": _text("The request's id, as in X-Request-ID."),
    "call_id": {"type": ["string", "null"], "description": "The call's id on record; null where it is not."},
    "dry_run": {"type": "boolean", "description": "Whether it was judged only."},
}
COUNTS: Json = {
    "recorded": {"type": "integer", "minimum": 0, "description": "How many rows are recorded."},
    "refused": {"type": "integer", "minimum": 0, "description": "How many rows are refused."},
}
POINTER: Json = {
    "type": ["string", "null"],
    "description": "The place in the body (RFC 6901); entries of lists count from 0.",
}
VALUE: Json = {"type": ["string", "null"], "description": "The text that was sent there."}
SOURCE: Json = {"enum": ["SEED", "DOC", "REC", "PHP", "OURS"], "description": "How the code is known."}
EVENT: Json = {
    "id": _text("The event's id; ids of later events are higher."),
    "call_id": _text("The call's id on record."),
    "method": _text("The method."),
    "face": _text("How the call came: xml, json, console, sheet or cli."),
    "user_id": _text("Who called."),
    "received_at": _text("When the call came.", format="date-time"),
    "recorded": {"type": "integer", "minimum": 1, "description": "How many rows it recorded."},
    "refused": {"type": "integer", "minimum": 0, "description": "How many rows it refused."},
    "takes_back": {"type": ["string", "null"], "description": "The call that this one takes back."},
    "written": {
        "type": "object",
        "description": "The ids of new rows that name the call, by table.",
        "additionalProperties": {"type": "array", "items": {"type": "string"}},
    },
}
ROW = {"$ref": "#/components/schemas/Row"}
ANSWERS: Json = {
    "Outcome": {
        "type": "object",
        "properties": {**CALL, **COUNTS, "rows": {"type": "array", "items": ROW}},
        "required": [*CALL, *COUNTS, "rows"],
    },
    "Report": {
        "type": "object",
        "properties": {
            **CALL,
            "rows": {"type": "array", "items": {"type": "object"}},
            "next": {"type": ["integer", "null"], "description": "The page to ask for next; null at the end."},
        },
        "required": [*CALL, "rows", "next"],
    },
    "Row": {
        "type": "object",
        "properties": {
            "row": {"type": "integer", "minimum": 1, "description": "The row's number in the request, from 1."},
            "outcome": {"enum": ["recorded", "refused"]},
            "answer": {"type": "object"},
            "error": {"$ref": "#/components/schemas/Error"},
        },
        "required": ["row", "outcome"],
    },
    "Error": {
        "type": "object",
        "properties": {
            "code": _text("The method's code."),
            "source": SOURCE,
            "message": _text("The error in words."),
            "pointer": POINTER,
            "value": VALUE,
            "type": _text("The page of the code.", format="uri-reference"),
        },
        "required": ["code", "source", "message", "pointer", "value", "type"],
    },
    "Events": {
        "type": "object",
        "properties": {
            "events": {"type": "array", "items": {"$ref": "#/components/schemas/Event"}},
            "next": _text("What to send as `after` the next time."),
        },
        "required": ["events", "next"],
    },
    "Event": {"type": "object", "properties": EVENT, "required": [*EVENT]},
    "Problem": {
        "type": "object",
        "description": "Problem details (RFC 9457).",
        "properties": {
            "type": _text("The page of the code.", format="uri-reference"),
            "title": _text("What is wrong."),
            "status": {"type": "integer", "description": "The HTTP status."},
            "detail": _text("What is wrong this time."),
            "code": _text("The first code."),
            "source": SOURCE,
            "pointer": POINTER,
            "value": VALUE,
            **CALL,
            **COUNTS,
            "rows": {"type": "array", "items": ROW},
        },
        "required": ["type", "title", "status", "detail", "code", *CALL, "rows"],
    },
}
