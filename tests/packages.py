"""Packages of any method, made from its contract: most tags get a text that their kind takes."""

import copy
import random
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from hypothesis import strategies as st
from lxml import etree

from fuzz.contracts import known_elements, new_package
from fuzz.inputs import NOW
from fuzz.invariants import KEYS, KNOWN_METHODS
from fuzz.texts import CALLERS, EMAILS, IDS, STRANGE, WORLD, good_texts
from rollbook.contract.method import Method
from rollbook.contract.rows import Part, Repeated
from rollbook.contract.tags import Clock, Date, EmailAddress, Flag, Id, OneOf, Tag, Text, Whole
from rollbook.contract.text import is_fit
from rollbook.contract.values import LARGEST_ID
from rollbook.vocabulary.users import Secret

DATE_FORMS = ("%d-%b-%Y", "%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S.%f")
FIT_TEXT = st.text(max_size=40).filter(is_fit)
MISTAKE = 0.05
Methods = tuple[type[Method], ...]
FIRST_DAY = datetime(1900, 1, 1)  # noqa: DTZ001  # becomes a text without a zone


def texts(tag: Tag[Any]) -> st.SearchStrategy[str]:
    """Texts that a tag takes, by its kind."""
    found = st.sampled_from(good_texts(tag, tag.name))
    if tag.name in WORLD or isinstance(tag, Secret):
        return found
    match tag:
        case Repeated():
            return texts(tag.of)
        case OneOf():
            found = st.sampled_from(tag.words)
        case Whole():
            found = st.integers(tag.least, tag.most).map(str)
        case Id():
            found = st.sampled_from(IDS) | st.integers(1, LARGEST_ID).map(str)
        case Date():
            moments = st.datetimes(FIRST_DAY, NOW.replace(tzinfo=None))
            found = st.tuples(moments, st.sampled_from(DATE_FORMS)).map(lambda pair: f"{pair[0]:{pair[1]}}")
        case Clock():
            found = st.times().map(lambda moment: time(moment.hour, moment.minute, moment.second).isoformat())
        case EmailAddress():
            found = st.sampled_from(EMAILS) | st.from_regex(r"[a-z.]{1,9}@[a-z]{1,9}\.example", fullmatch=True)
        case Flag() | Text():
            pass
    return found | FIT_TEXT.filter(lambda text: is_short(tag, text)) if isinstance(tag, Text) else found


def is_short(tag: Text, text: str) -> bool:
    """Whether a text is one, and as short as the tag demands."""
    return bool(text.strip()) and (tag.longest is None or len(text) <= tag.longest)


@st.composite
def packages(
    draw: st.DrawFn,
    methods: tuple[type[Method], ...] = KNOWN_METHODS,
    *,
    mistake: float = MISTAKE,
    most_blocks: int = 4,
) -> etree._Element:
    """A package with some of a contract's tags; this share of the texts is anything at all."""
    dice = draw(st.randoms(use_true_random=False))

    def text(tag: Tag[Any], path: str) -> str:
        del path
        return draw(st.sampled_from(STRANGE) | FIT_TEXT if dice.random() < mistake else texts(tag))

    keys = KEYS[0], draw(st.sampled_from((CALLERS[0], *CALLERS)))
    return new_package(draw(st.sampled_from(methods)), keys, draw(st.integers(1, most_blocks)), dice, text)


def redressed(package: etree._Element, dice: random.Random) -> etree._Element:
    """The same package, written differently: other order of tags, blanks, comments, and CDATA in place of text."""
    changed = copy.deepcopy(package)
    rows = [element for element, kind in known_elements(changed) if isinstance(kind, type | Part)]
    for row in [changed, *rows]:
        ranks = {child.tag: dice.random() for child in row}
        row[:] = sorted(row, key=lambda child: ranks[child.tag])  # tags of one name keep their order
    for element in [*changed.iter("*")]:
        if len(element):
            put_between(element, dice)
        elif element.text:
            dice.choice(DRESSES)(element, element.text)
    return changed


def put_between(element: etree._Element, dice: random.Random) -> None:
    """Put blanks and comments between the tags in an element."""
    element.text = dice.choice(["", "\n  ", "\t"])
    for child in [*element]:
        child.tail = dice.choice(["", "\n", " "])
        if dice.random() < 1 / 4:
            child.addprevious(etree.Comment(" <Email/> "))


def as_cdata(element: etree._Element, text: str) -> None:
    """Write a text in CDATA, where CDATA can carry it."""
    if "]]>" not in text and "\r" not in text:
        element.text = etree.CDATA(text)


def with_comment(element: etree._Element, text: str) -> None:
    """Put a comment into the middle of a text."""
    middle = len(text) // 2
    comment = etree.Comment("&amp;")
    element.text, comment.tail = text[:middle], text[middle:]
    element.append(comment)


def with_blanks(element: etree._Element, text: str) -> None:
    """Put blanks around a text."""
    element.text = f"\n   {text}\t "


DRESSES: tuple[Callable[[etree._Element, str], None], ...] = (as_cdata, with_comment, with_blanks, lambda *_: None)
