"""Passwords that createUser and updateUser are given: kept as hashes, good for the console, and shown nowhere."""

import json
import zlib
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from rollbook.contract.permissions import Permission
from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.records.keys.links import make_link
from rollbook.records.keys.passwords import verify_password
from rollbook.worlds import dump
from tests import cast
from tests.answers import Answer
from tests.api.json_calls import ask
from tests.commands import run, start
from tests.confidential import known
from tests.consistency import check_database
from tests.databases import fresh_database
from tests.methods import own_calls
from tests.methods.people import EMPLOYEE_ID, NINA, Tree, call, changed, info, user_of
from tests.methods.test_update_user import NOTHING, error
from tests.seed_calls import ADAM, GITA, OLGA, Keys
from tests.served import Served
from tests.server.test_backup import run_printed

FIRST, SECOND = "the first of two passwords", "the second of two passwords"
known.update((FIRST, SECOND))
DANA = cast.DANA.employee_id
TAKE_BACK: Tree = {"Reason": "Tried out"}


def create(server: Served, password: str, headers: dict[str, str] | None = None) -> Answer:
    return call(server, OLGA, "createUser", changed(NINA, {"Info/Password": password}), headers)


def update(server: Served, password: str | None, keys: Keys = OLGA, more: Tree | None = None) -> Answer:
    return call(server, keys, "updateUser", changed(NOTHING, {"Info/Password": password, **(more or {})}))


def hash_of(server: Served, employee_id: str = DANA) -> str | None:
    kept: str | None = user_of(server, employee_id)["password_hash"]
    return kept


def last_call(server: Served) -> dict[str, Any]:
    return max(server.rows(tables.calls), key=lambda row: row["concluded_id"])


def test_a_new_user_has_the_hash_of_the_password(staff):
    info(create(staff, FIRST))
    kept = hash_of(staff, EMPLOYEE_ID)
    assert kept is not None
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify_password(kept, FIRST)


def test_a_new_user_without_a_password_has_none(staff):
    info(create(staff, ""))
    assert hash_of(staff, EMPLOYEE_ID) is None


def test_an_update_replaces_the_password(staff):
    info(update(staff, FIRST))
    info(update(staff, SECOND))
    assert verify_password(hash_of(staff), SECOND)
    assert not verify_password(hash_of(staff), FIRST)


@pytest.mark.parametrize("nothing", ["", " ", None], ids=["empty", "blank", "left out"])
def test_an_update_without_a_password_leaves_it_as_it_is(staff, nothing):
    info(update(staff, FIRST))
    before = hash_of(staff)
    info(update(staff, nothing, more={"Info/GivenName": "Diana"}))
    assert hash_of(staff) == before


@pytest.mark.parametrize("password", ["1234567", "p" * 256])
def test_a_malformed_password_changes_nothing(staff, password):
    info(update(staff, FIRST))
    before = hash_of(staff)
    assert update(staff, password, more={"Info/GivenName": "Diana"}).errors == error("UU:57")
    assert hash_of(staff) == before


def test_a_dry_run_sets_no_password(staff):
    info(create(staff, FIRST, {"Rollbook-Dry-Run": "true"}))
    assert EMPLOYEE_ID not in {row["employee_id"] for row in staff.rows(tables.users)}


def test_a_refused_call_sets_no_password(staff):
    update(staff, FIRST, more={"Profile/HomeGroup": "Nowhere"})
    assert hash_of(staff) is None


def test_a_new_password_ends_the_sign_ins_and_links_of_before(staff):
    dana = user_of(staff, DANA)
    now = dana["modified_at"]
    with staff.database.writing() as connection:
        make_link(connection, dana["account_id"], dana["id"], "password", now)
        sign_in = {"token_hash": b"x" * 32, "made_at": now, "seen_at": now, "remote_address": ""}
        own = {"account_id": dana["account_id"], "user_id": dana["id"], "id": 1}
        connection.execute(tables.sign_ins.insert().values(**own, **sign_in))
    info(update(staff, None, more={"Info/GivenName": "Diana"}))
    assert [row["ended_at"] for row in staff.rows(tables.sign_ins)] == [None]
    info(update(staff, FIRST))
    assert [row["ended_at"] is None for row in staff.rows(tables.sign_ins)] == [False]
    assert [row["used_at"] is None for row in staff.rows(tables.sign_in_links)] == [False]


def grant(server: Served, group: str, permission: Permission) -> None:
    """Let Dana hold a permission in a group that she is in."""
    dana = user_of(server, DANA)
    groups = {(row["account_id"], row["name"]): row["id"] for row in server.rows(tables.groups)}
    seats = tables.memberships.c
    own = (seats.account_id == dana["account_id"]) & (seats.user_id == dana["id"])
    seat = own & (seats.group_id == groups[dana["account_id"], group])
    with server.database.writing() as connection:
        connection.execute(tables.memberships.update().values(permissions=int(permission)).where(seat))


def test_a_manager_does_not_set_the_password_of_somebody_who_may_do_more(staff):
    grant(staff, cast.WAREHOUSE, Permission.VIEW_LEARNER_RESULTS)
    assert update(staff, FIRST, GITA).errors == error("UU:85")
    assert hash_of(staff) is None
    info(update(staff, None, GITA, {"Info/GivenName": "Diana"}))
    info(update(staff, FIRST, ADAM))
    assert hash_of(staff) is not None


def test_a_manager_sets_the_password_of_somebody_who_may_do_what_they_may(staff):
    grant(staff, cast.SALES, Permission.VIEW_LEARNER_RESULTS | Permission.MANAGE_GROUP)
    info(update(staff, FIRST, GITA))
    assert verify_password(hash_of(staff), FIRST)


def in_xml(server: Served) -> None:
    info(create(server, FIRST))
    info(update(server, SECOND))


def in_json(server: Served) -> None:
    group = {"Groups": [{"GroupName": cast.SALES}], "Profile": {}}
    new = {"Email": "j@finashoes.com", "EmployeeID": "J-1", "GivenName": "J", "Surname": "J", "Password": FIRST}
    assert ask(server, "createUser", {"Info": new, **group}).status_code == 200
    old = {"Identifier": {"Email": cast.DANA.email}, "Info": {"Password": SECOND}, "Profile": {}, "Groups": []}
    assert ask(server, "updateUser", old).status_code == 200


@pytest.mark.parametrize("send", [in_xml, in_json])
def test_neither_password_nor_hash_is_shown_or_kept_anywhere_else(staff, send: Callable[[Served], None]):
    send(staff)
    hashes = [row["password_hash"] for row in staff.rows(tables.users) if row["password_hash"]]
    assert len(hashes) == 2
    others = {
        table.name: [{name: value for name, value in row.items() if name != "password_hash"} for row in rows]
        for table in tables.metadata.sorted_tables
        if (rows := staff.rows(table))
    }
    kept = [zlib.decompress(row[name]).decode() for row in staff.rows(tables.calls) for name in ("package", "answer")]
    assert sum("***" in each for each in kept) == 2
    reports = [ask(staff, *each).text for each in asked(staff)]
    seen = str(others) + "".join(kept) + "".join(reports) + staff.log + dump(staff.database, "Fina Shoes")
    for secret in (FIRST, SECOND, *hashes, "argon2"):
        assert secret not in seen


def asked(server: Served) -> list[tuple[str, Any]]:
    """Everything that tells of Dana, and of what was done to her."""
    dana, page = {"Email": cast.DANA.email}, {"PageSize": "50", "Filters": {}}
    return [
        ("getUser", dana),
        ("listUsers", {"Page": "1", **page}),
        ("listChanges", page),
        ("listCalls", page),
        *(("getCall", {"CallID": str(row["id"])}) for row in server.rows(tables.calls)),
    ]


def changes_of(server: Served, number: int) -> Any:
    listed = ask(server, "listChanges", {"Filters": {"CallID": str(number)}, "PageSize": "50"}).json()
    return listed["rows"][0]["Changes"]


def test_the_history_says_that_a_password_changed_and_no_more(staff):
    for password, before in ((FIRST, None), (SECOND, "1")):
        info(update(staff, password))
        [change] = changes_of(staff, last_call(staff)["id"])
        assert change["Columns"] == [{"Name": "password_hash", "Before": before, "After": "1"}]


def test_taking_a_call_back_leaves_the_password_as_it_is(staff):
    info(update(staff, FIRST))
    info(update(staff, SECOND, more={"Info/GivenName": "Diana"}))
    before = hash_of(staff)
    taken = own_calls.call(staff, OLGA, "takeBackCall", {"CallID": last_call(staff)["id"], **TAKE_BACK})
    assert own_calls.answered(taken)["TakenBack"] == "1"
    assert user_of(staff, DANA)["given_name"] == "Dana"
    assert hash_of(staff) == before


def test_a_new_user_with_a_password_is_taken_back_whole(staff):
    info(create(staff, FIRST))
    taken = own_calls.call(staff, OLGA, "takeBackCall", {"CallID": last_call(staff)["id"], **TAKE_BACK})
    assert own_calls.answered(taken)["Kept"] == "0"
    assert EMPLOYEE_ID not in {row["employee_id"] for row in staff.rows(tables.users)}


def test_a_call_in_json_cannot_be_recognised_by_trying_passwords(staff):
    """The record shows all but the password: a digest of that alone would tell a right guess at once."""
    in_json(staff)
    for row in staff.rows(tables.calls):
        shown = json.loads(zlib.decompress(row["package"]))
        shown["Info"]["Password"] = FIRST if row["method"] == "createUser" else SECOND
        guesses = [json.dumps(shown).encode(), json.dumps(shown, separators=(",", ":")).encode()]
        digests = [sha256(b"json\0" + row["method"].encode() + b"\0" + guess).digest() for guess in guesses]
        assert row["package_digest"] not in digests


def test_a_call_in_json_with_a_password_may_be_repeated_with_its_key(staff):
    body = {"Identifier": {"Email": cast.DANA.email}, "Info": {"Password": FIRST}, "Profile": {}, "Groups": []}
    key = {"Idempotency-Key": "the-same"}
    first = ask(staff, "updateUser", body, headers=key)
    kept = hash_of(staff)
    again = ask(staff, "updateUser", body, headers=key)
    assert (again.text, again.headers["Idempotency-Replayed"]) == (first.text, "true")
    assert hash_of(staff) == kept
    body["Info"]["Password"] = SECOND  # type: ignore[index]  # it is a mapping
    assert ask(staff, "updateUser", body, headers=key).json()["code"] == "SU:12"


def test_a_world_that_is_loaded_again_leaves_passwords_as_they_are(staff):
    info(update(staff, FIRST))
    before = hash_of(staff)
    staff.load(dump(staff.database, "Fina Shoes").replace("given_name: Dana", "given_name: Diana"))
    assert (user_of(staff, DANA)["given_name"], hash_of(staff)) == ("Diana", before)


def copied(url: str, directory: Path) -> str:
    """A copy of a database, by backup and restore."""
    file, there = directory / "copy", directory / "restored.db"
    assert run("backup", file, database_url=url).exit_code == 0
    assert run("restore", file, database_url=f"sqlite:///{there}").exit_code == 0
    return f"sqlite:///{there}"


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)  # a cluster's backup is restored by hand
def test_passwords_outlive_backup_and_restore_and_verify_finds_nothing(fina, tmp_path):
    info(update(fina, FIRST))
    check_database(fina.database)
    url = fina.database.url.render_as_string(hide_password=False)
    if fina.database.dialect == "sqlite":
        check_copy(copied(url, tmp_path))
        return
    with fresh_database("postgresql", tmp_path, empty=True) as there:
        for command, address in (("backup", url), ("restore", there)):
            run_printed(start(command, tmp_path / "copy", database_url=address).stderr)
        check_copy(there)


def check_copy(url: str) -> None:
    """Check that a database has Dana's password, and nothing wrong."""
    with closing(Database(url)) as copy, copy.reading() as connection:
        kept = connection.execute(tables.users.select().where(tables.users.c.employee_id == DANA)).one()
        assert verify_password(kept.password_hash, FIRST)
        check_database(copy)
