"""Errors: the SU table as the vendor prints it, and refusals that say what was wrong."""

from rollbook.contract import errors
from rollbook.contract.errors import Error, Fault, Refused, Source, error_table
from rollbook.methods.create_group import CreateGroup
from rollbook.methods.create_user import CreateUser

SU = {
    "SU:01": "No POST data detected.",
    "SU:02": "Package parameter not found.",
    "SU:03": "Package data is not properly formatted XML.",
    "SU:04": "SmarterU root tag not found in Package data.",
    "SU:05": "AccountAPI tag not found in Package data.",
    "SU:06": "UserAPI tag not found in Package data.",
    "SU:07": "Method tag not found in Package data.",
    "SU:08": "Parameters tag not found in Package data.",
    "SU:09": "Parameters tag contains no information.",
    "SU:10": "User and Account API keys are invalid",
    "SU:11": "Requested method does not exist.",
    "SU:12": "Incorrect/Missing Structure/Parameters.",
    "SU:13": "Element {tag} was found where it should not exist.",
    "SU:9999": "Unknown method call failure.",
}


def test_the_su_table_is_the_vendors():
    assert {error.code: error.text for error in errors.SU_TABLE} == SU


def test_every_error_of_the_su_table_says_when_it_comes():
    assert [error.code for error in errors.SU_TABLE if not error.when] == []


def test_a_refusal_is_one_fault_of_the_whole_call():
    strange = Refused(errors.MISPLACED, tag="Foo").fault
    assert strange == Fault(errors.MISPLACED, "Element Foo was found where it should not exist.")
    assert Refused(errors.STRUCTURE, "Only {3}.").fault.message == "Incorrect/Missing Structure/Parameters. Only {3}."


def test_a_table_is_read_line_by_line():
    assert error_table("GU", Source.DOC, "\n 03 No such  user.\n 04 Out of reach: {Email}\n") == {
        "03": Error("GU:03", "No such  user.", Source.DOC),
        "04": Error("GU:04", "Out of reach: {Email}", Source.DOC),
    }


def test_every_source_has_its_meaning():
    assert all(source.meaning for source in Source)


def test_a_permission_is_named_without_a_stray_blank_where_its_action_is_missing():
    texts = [
        error.text for method in (CreateUser, CreateGroup) for error in method.errors() if error.code.endswith(":78")
    ]
    assert [text.format(item=1, Action="", Code="GOD").partition("- ")[2] for text in texts] == [
        "The permission 'GOD' with the action '' is not valid."
    ] * 2
