"""Texts for the tags of contracts: good ones by the tag's kind, and strange ones for any."""

from collections.abc import Mapping
from typing import Any

from rollbook.contract.rows import Repeated
from rollbook.contract.tags import Clock, Date, EmailAddress, Flag, Id, OneOf, Tag, Text, Whole
from rollbook.reference.samples import sample
from rollbook.vocabulary.users import Secret

CALLERS = ("olga-0123456789", "gita-0123456789", "lena-0123456789")
"""The keys of the demo's world: its owner, the manager of one group, and a learner."""

IDS = tuple(str(number) for number in (16, 17, 18, 7, 501, 502, 503, 504, 505, 3860, 3861, 3862, 3863, 1, 2**63 - 1))
DANA, GITA = "dana.brown@finashoes.com", "gita.manager@finashoes.com"
EMAILS = (DANA, GITA, DANA.upper(), "olga.owner@finashoes.com", "paul.porter@finashoes.com", "new@finashoes.com")
NAMES = (
    *("Sales", "Warehouse", "head-office", "sALES ", "FS-1001", "FS-1002", "FS-1003", "Region", "North", "Floor"),
    *("Shoe size", "First aid", "Leather and its care", "92", "100.00", "A", "Pass", "New one", "North,South"),
)
DATES = (
    *("01-Mar-2024", "01-mar-24", "2024-03-01", "29/02/2024", "2024-03-01 08:30", "2024-03-01T08:30:15.123456"),
    *("1900-01-01", "9999-12-31", "0001-01-01", "31-Dec-69", "01-Jan-70", "9999-12-31 23:59:59.999999", "2026-06-01"),
)
WORLD = {
    "GroupName": ("Sales", "Warehouse", "sALES"),
    "GroupID": ("sales", "warehouse"),
    "HomeGroup": ("Sales", "Warehouse"),
    "EmployeeID": ("FS-1000", "FS-1001", "FS-1002", "FS-1003", "FS-2", "FS-9"),
    "LearningModuleID": ("3860", "3861", "3862", "3863"),
    "LearningModuleSessionID": ("501", "502", "503", "504", "505"),
    "SubscriptionVariantID": ("16", "17", "18"),
    "TeamName": ("First aid", "Trade fair"),
    "TagName": ("Region", "Floor"),
    "TagValues": ("North", "North,South", "Ground"),
    "SupervisorEmployeeID": ("FS-1", "FS-2"),
    "SupervisorEmail": ("olga.owner@finashoes.com", GITA),
    "Grade": ("92", "100.00", "A", "Pass"),
}
"""What exists in the demo's world, by the tags that name it."""

STRANGE = (
    *("", " ", "0", "-1", "+1", "1e9", "NaN", "٣", "9" * 18, "9" * 19, "9" * 400, "0" * 300 + "1", "1_000", "100.001"),
    *("29-Feb-2023", "00-Jan-2024", "2024-03-01 24:00", "0000-00-00", "true", "TRUE", "2", "null", "@", "a@b.c"),
    *("a,b,,c", "{tag}", "{block}{0}{Email.__class__}%s", "]]>", "<![CDATA[x]]>", "&lt;&#1;", "\u0130\u0131", "ß"),
    *("e\u0301", "\ufeffx", "a\tb\nc\rd", "\U0001f600" * 60, "x" * 255, "x" * 256, "x" * 5000, "\u202eabc\u200b"),
    *("6-dec-24", "5/3/2024", "2024-03-01T09:00:00.1234567Z", "0" * 40 + "16", "\u0301\u0316" * 300, "Cafe\u0301"),
    *("'; DROP TABLE users; --", "%_\\"),
)


BY_KIND: Mapping[type[Tag[Any]], tuple[str, ...]] = {
    Flag: ("1", "0", "true", "False"),
    Id: IDS,
    Date: DATES,
    Clock: ("09:00", "23:59:59", "12:00 AM", "1:30pm"),
    EmailAddress: EMAILS,
    Secret: ("open sesame",),
}


def good_texts(tag: Tag[Any], path: str) -> tuple[str, ...]:
    """Return texts that the tag takes; some of them name what exists in the demo's world."""
    if tag.name in WORLD:
        return WORLD[tag.name]
    texts = next((BY_KIND[kind] for kind in type(tag).__mro__ if kind in BY_KIND), ())
    match tag:
        case Repeated():
            return good_texts(tag.of, path)
        case OneOf():
            texts = tag.words
        case Whole():
            texts = str(tag.least), str(tag.most), str(tag.least + 1)
        case Text() if not texts:
            texts = (*NAMES, *EMAILS[:2], *(["x" * tag.longest] if tag.longest else []))
    return sample(tag), *texts
