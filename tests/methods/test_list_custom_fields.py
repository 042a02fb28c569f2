"""listCustomFields: the whole answer on XML and JSON, who may ask, and Mallory next door."""

import pytest

from rollbook.records import tables
from tests import cast
from tests.answers import canonical
from tests.api.json_calls import ask
from tests.methods.own_calls import account_of, call, error
from tests.methods.people import SHOE_SIZE, info
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, OLGA

METHOD = "listCustomFields"
FIELD = """
<CustomField>
  <ID>{ID}</ID><Name>{Name}</Name><CreatedDate/><ModifiedDate/><Type>User</Type><DataType>Text</DataType>
  <Status>Active</Status><UserEditable>0</UserEditable><CertificateDisplay>0</CertificateDisplay>
  <DataEncrypted>0</DataEncrypted>
</CustomField>
"""


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_the_fields_of_the_account_are_listed_by_name(staff, keys):
    call(staff, OLGA, "createCustomField", {"Name": "Glove size"})
    numbers = {
        row["name"]: row["id"] for row in staff.rows(tables.custom_fields) if row["account_id"] == account_of(staff)
    }
    listed = [FIELD.format(ID=numbers[name], Name=name) for name in ("Glove size", SHOE_SIZE)]
    fields = f"<CustomFields>{''.join(listed)}</CustomFields>"
    assert canonical(f"<Info>{info(call(staff, keys, METHOD, {}))}</Info>") == canonical(f"<Info>{fields}</Info>")


def test_json_has_the_same_fields(staff):
    (row,) = ask(staff, METHOD, {}).json()["rows"]
    assert (row["Name"], row["DataType"], row["UserEditable"]) == (SHOE_SIZE, "Text", False)


def test_an_account_without_fields_has_an_empty_list(fina):
    assert info(call(fina, OLGA, METHOD, {})) == "<CustomFields></CustomFields>"


@pytest.mark.parametrize("keys", [GITA, LENA], ids=["manager", "learner"])
def test_below_administrator_nobody_lists_fields(staff, keys):
    assert call(staff, keys, METHOD, {}).errors == error(METHOD, "LCF:51")


def test_mallory_lists_her_own_fields_and_is_refused_with_the_key_of_fina(staff):
    call(staff, OLGA, "createCustomField", {"Name": "Glove size"})
    assert "Glove size" not in info(call(staff, MALLORY, METHOD, {}))
    assert [code for _, code, _ in call(staff, (cast.FINA_KEY, MALLORY[1]), METHOD, {}).errors] == ["SU:10"]
