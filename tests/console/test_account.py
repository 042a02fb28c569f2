"""One's own account: sign-ins, and the password."""

from collections.abc import Callable

import pytest

from rollbook.records.keys.passwords import hash_password
from rollbook.records.tables import users
from tests.console.visitors import LENA, Visitor
from tests.served import Served

Sign = Callable[[str], Visitor]
OLD, NEW = "correct horse battery", "a staple and a dog"
HASH = hash_password(OLD)


@pytest.fixture
def lena(fina: Served, visitor: Sign) -> Visitor:
    with fina.database.writing() as connection:
        connection.execute(users.update().where(users.c.email == LENA).values(password_hash=HASH))
    return visitor(LENA)


def change(visitor: Visitor, **fields: str):
    csrf = visitor.open("/account").all("//input[@name='csrf']/@value")[0]
    return visitor.send("/account/password", {"csrf": csrf, "current": OLD, "password": NEW, "again": NEW, **fields})


def test_a_new_password_ends_the_other_sign_ins(fina: Served, lena: Visitor, visitor: Sign):
    other = visitor(LENA)
    assert change(lena).h1 == "Lena Learner"
    assert (lena.open("/account").status, other.open("/account").h1) == (200, "Sign in")
    with Visitor(fina) as again:
        assert again.send("/sign-in", {"name": LENA, "password": OLD}).status == 403
        again.send("/sign-in", {"name": LENA, "password": NEW})
        assert again.open("/account").h1 == "Lena Learner"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"current": "wrong"}, "The current password is wrong."),
        ({"again": "another one at all"}, "The two passwords are not the same."),
        ({"password": "short", "again": "short"}, "A password has at least 12 characters."),
    ],
)
def test_a_mistake_changes_nothing(fina: Served, lena: Visitor, fields: dict[str, str], problem: str):
    refused = change(lena, **fields)
    assert (refused.status, refused.alert) == (422, problem)
    with Visitor(fina) as again:
        again.send("/sign-in", {"name": LENA, "password": OLD})
        assert again.open("/account").h1 == "Lena Learner"


def test_all_other_sign_ins_can_be_ended(lena: Visitor, visitor: Sign):
    other = visitor(LENA)
    assert len(lena.open("/account").rows()) == 2
    csrf = lena.open("/account").all("//input[@name='csrf']/@value")[0]
    left = lena.send("/account/sign-ins", {"csrf": csrf})
    assert [row[4] for row in left.rows()] == ["this one"]
    assert other.open("/account").h1 == "Sign in"
