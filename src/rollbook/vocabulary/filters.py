"""Filters that reports share: a value and how it is compared, the days between two, and lists of values."""

from typing import Any

from rollbook.contract.errors import Error
from rollbook.contract.rows import Many, Part, Row, distinct
from rollbook.contract.tags import Date, Id, OneOf, Tag, Text, Texts, Unreadable, Whole


def match_filter(about: str, sample: str, *, unmatched: Error, unfit: Error) -> Part:
    """Make the container of a MatchType and a Value; `about` and `sample` describe the Value. Source: PHP."""

    class Match(Row):
        """A value, and how it is compared."""

        MatchType = OneOf(
            "EXACT",
            "CONTAINS",
            any_case=True,
            error=unmatched,
            about="whether the value has to match the whole text or a part of it, without case",
            sample="EXACT",
        )
        Value = Text(255, error=unfit, about=about, sample=sample)

    return Part(Match, about=about.partition(",")[0])


def days(name: str, error: Error, *, about: str = "", samples: tuple[str, str] = (" ", " ")) -> Part:
    """Make the container of two dates called <name>From and <name>To, both included, of which either may be absent."""
    first, last = (
        Date(error=error, about=f"the {which} day or moment that is included; in UTC", sample=sample)
        for which, sample in zip(("first", "last"), samples, strict=True)
    )
    row = type(name, (Row,), {"__doc__": "A range of dates.", f"{name}From": first, f"{name}To": last})
    return Part(row, about=about)


class Several(Many):
    """A container of single values, which are a set; the error of a malformed value names its number."""

    def __init__(self, item: str, of: Tag[Any], **options: Any) -> None:
        super().__init__(item, of, **options)
        self._of = of

    def value(self, text: list[str] | None) -> list[Any]:
        """Return the values, each once; empty elements are skipped."""
        return distinct(self._of, super().value(text))

    def _quoted(self, number: int, text: Any, sent: Texts) -> Texts:
        """Return the value under the name of its element, and its number."""
        del sent
        return {self.item: text, "item": number}


class GivenId(Id):
    """An id that may be left out, but not be empty. Source: PHP."""

    kind = f"{Id.kind}, never empty"

    def value(self, text: str | None) -> int | None:
        """Return the id; raise Unreadable for a malformed or empty one."""
        if text == "":
            assert self.error is not None  # noqa: S101  # a house test sees to it that a tag that can fail has one
            raise Unreadable(self.error, path=self.place)
        return super().value(text)  # type: ignore[no-any-return]  # a tag's value is of any type


class Page(Whole):
    """The number of a page."""

    about = "which page"
    sample = "1"
    default = 1

    def __init__(self, **options: Any) -> None:
        super().__init__(1, 10**9, **options)


class PageSize(Whole):
    """How many entries a page has."""

    about = "how many entries a page has"
    sample = "50"
    default = 50
    """Source: DOC."""

    def __init__(self, **options: Any) -> None:
        super().__init__(1, 1000, **options)
