"""Tags: the structure of a block is checked first, then its values are read, and the first error in order counts."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from rollbook.contract.errors import Error, Refused, Source
from rollbook.contract.rows import LONGEST_LIST, Choice, Many, Named, Repeated, Row, gather_row, read_row
from rollbook.contract.tags import Date, EmailAddress, Id, Name, OneOf, Text, Unreadable


def error(code: str) -> Error:
    return Error(code, code, Source.OURS)


BAD_EMAIL, BAD_CARD, NOBODY = error("bad email"), error("bad card"), error("nobody")
NO_SHOE, BAD_SHOE, NO_FIT, BAD_FIT = error("no shoe"), error("bad shoe"), error("no fit"), error("bad fit")
BAD_DATE, BAD_SHOP = error("bad date"), error("bad shop")


class Fitting(Row):
    """A row with a tag of every kind."""

    Who = Choice(Email=EmailAddress(error=BAD_EMAIL), Card=Text(5, error=BAD_CARD), absent=NOBODY)
    Shoe = Id(absent=NO_SHOE, error=BAD_SHOE)
    Fits = OneOf("Well", "Badly", absent=NO_FIT, error=BAD_FIT)
    On = Date(error=BAD_DATE)
    Shop = Name(5, error=BAD_SHOP)
    Note = Text()


Sent = dict[str, Any]

GOOD: Sent = {"Who": {"Email": "Dana@Fina.com"}, "Shoe": "38", "Fits": "Well", "On": "01-Mar-2024", "Shop": "A  B"}

BAD: list[tuple[Sent, Error]] = [
    ({"Who": {}}, NOBODY),
    ({"Who": {"Email": "dana"}}, BAD_EMAIL),
    ({"Who": {"Card": "123456"}}, BAD_CARD),
    ({"Shoe": ""}, NO_SHOE),
    ({"Shoe": "x"}, BAD_SHOE),
    ({"Fits": ""}, NO_FIT),
    ({"Fits": "well"}, BAD_FIT),
    ({"On": "today"}, BAD_DATE),
    ({"Shop": "123456"}, BAD_SHOP),
]
"""What is changed in the good block, in the order of the tags, and the error it meets."""


def block(xml: str) -> etree._Element:
    return etree.fromstring(f"<Fitting>{xml}</Fitting>")


def refused_tag(xml: str) -> str:
    with pytest.raises(Refused) as refusal:
        gather_row(Fitting, block(xml))
    assert refusal.value.fault.code == "SU:13"
    assert refusal.value.fault.block is None
    return refusal.value.fault.message.removeprefix("Element ").removesuffix(" was found where it should not exist.")


def met_by(texts: Sent) -> Error | None:
    """The error that a block meets when it is read."""
    try:
        read_row(Fitting, texts)
    except Unreadable as unreadable:
        return unreadable.error
    return None


def test_the_tags_of_a_row_are_in_the_order_of_the_contract_and_know_their_names():
    assert list(Fitting.tags) == ["Who", "Shoe", "Fits", "On", "Shop", "Note"]
    assert [tag.name for tag in Fitting.tags.values()] == list(Fitting.tags)


def test_texts_are_trimmed_and_those_of_a_choice_lie_one_level_deeper():
    texts = gather_row(Fitting, block("<Shoe>\n 38 </Shoe><Who> <Email><![CDATA[ d@f.co ]]></Email></Who><Note/>"))
    assert texts == {"Who": {"Email": "d@f.co"}, "Shoe": "38", "Note": ""}


def test_text_between_the_tags_says_nothing():
    texts = gather_row(Fitting, block("<Who><Email>d@f.co</Email>- OR -<Card/></Who> and <Note>x</Note>"))
    assert texts == {"Who": {"Email": "d@f.co", "Card": ""}, "Note": "x"}


@pytest.mark.parametrize(
    ("xml", "tag"),
    [
        ("<Size>38</Size>", "Size"),
        ("<shoe>38</shoe>", "shoe"),
        ('<Shoe xmlns="urn:x">38</Shoe>', "Shoe"),
        ("<Shoe>38</Shoe><Shoe>38</Shoe>", "Shoe"),
        ("<Who/><Who/>", "Who"),
        ("<Shoe><b>38</b></Shoe>", "b"),
        ("<Who><Name>Dana</Name></Who>", "Name"),
        ("<Who><Email/><Email>d@f.co</Email></Who>", "Email"),
        ("<Who><Email><b/></Email></Who>", "b"),
        ("<Who><Email>d@f.co</Email><Card>1</Card></Who>", "Card"),
        ("<Who><Card>1</Card><Email>d@f.co</Email></Who>", "Email"),
        ("<Note><Note/></Note>", "Note"),
    ],
)
def test_an_element_that_has_no_business_there_is_named(xml, tag):
    assert refused_tag(xml) == tag


def test_a_good_block_is_read_to_its_values():
    values = vars(read_row(Fitting, GOOD))
    assert values.pop("sent") == GOOD
    assert values == {
        "Who": Named("Email", "Dana@Fina.com", "dana@fina.com"),
        "Shoe": 38,
        "Fits": "Well",
        "On": date(2024, 3, 1),
        "Shop": "A  B",
        "Note": None,
    }
    assert Fitting.Shop.key("A  B") == "a b"


@pytest.mark.parametrize(("change", "met"), BAD)
def test_one_mistake_meets_its_error(change, met):
    assert met_by(GOOD | change) is met


@given(st.sets(st.sampled_from(range(len(BAD))), min_size=2))
def test_of_several_mistakes_the_first_in_the_order_of_the_tags_counts(places):
    texts = dict(GOOD)
    for place in sorted(places, reverse=True):
        texts |= BAD[place][0]
    assert met_by(texts) is BAD[min(places)][1]


@pytest.mark.parametrize("who", [{"Email": "", "Card": "12"}, {"Card": "12", "Email": ""}, {"Card": "12"}])
def test_an_empty_side_of_a_choice_counts_as_not_given(who):
    row = read_row(Fitting, GOOD | {"Who": who})
    assert vars(row)["Who"] == Named("Card", "12", "12")


@pytest.mark.parametrize("who", [{}, {"Email": ""}, {"Card": "", "Email": ""}])
def test_a_choice_of_empty_sides_is_absent(who):
    assert met_by(GOOD | {"Who": who}) is NOBODY


@given(st.text(st.characters(codec="utf-8"), max_size=8))
def test_whatever_stands_in_a_block_is_read_or_refused_with_an_error_of_the_contract(text):
    for tag in Fitting.tags:
        texts = GOOD | {tag: {"Email": text} if tag == "Who" else text}
        assert met_by(texts) in {None, *(error for _, error in BAD)}


def test_a_text_has_as_many_characters_as_it_may_and_no_more():
    assert met_by(GOOD | {"Who": {"Card": "é" * 5}}) is None
    assert met_by(GOOD | {"Who": {"Card": "é" * 6}}) is BAD_CARD


def test_a_text_without_a_limit_is_always_well_formed():
    row = read_row(Fitting, GOOD | {"Note": "x" * 100_000})
    assert vars(row)["Note"] == "x" * 100_000


class Collection(Row):
    """A row with a list of every kind."""

    Colours = Many("Colour", OneOf("Red", "Blue", error=BAD_FIT))
    Boxes = Many("Box", Fitting)
    Pairs = Many("Pair", Id(error=BAD_SHOE), most=1)
    Brand = Repeated(Name(error=BAD_SHOP), most=3)


def test_a_list_is_as_long_as_its_contract_says_or_as_its_values_are_many():
    most = {name: tag.most for name, tag in Collection.tags.items() if isinstance(tag, Many | Repeated)}
    assert most == {"Colours": 2, "Boxes": LONGEST_LIST, "Pairs": 1, "Brand": 3}


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ("<Colours><Colour/><Colour/><Colour/></Colours>", "Colours may have 2 Colour elements; this one has 3."),
        ("<Pairs><Pair/><Pair/></Pairs>", "Pairs may have 1 Pair elements; this one has 2."),
        ("<Brand/><Brand/><Brand/><Brand/>", "Collection may have 3 Brand elements; this one has 4."),
    ],
)
def test_a_longer_list_refuses_the_call(sent, refusal):
    with pytest.raises(Refused) as refused:
        gather_row(Collection, etree.fromstring(f"<Collection>{sent}</Collection>"))
    assert (refused.value.fault.code, refused.value.fault.message.endswith(refusal)) == ("SU:12", True)


def test_what_stands_several_times_is_a_set_of_what_came_first():
    sent = "<Collection><Brand>Fina</Brand><Brand/><Brand>FINA</Brand></Collection>"
    assert read_row(Collection, gather_row(Collection, etree.fromstring(sent))).Brand == ["Fina"]
