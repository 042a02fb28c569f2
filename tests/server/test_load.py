"""`rollbook load` and `rollbook dump`: worlds in and out."""

import getpass
import json
import os
import pty
import subprocess
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa

from rollbook.records.tables import group_variants, loads, users
from rollbook.worlds import DEMO
from tests import cast
from tests.commands import environment, run
from tests.served import ROLLBOOK

WITHOUT_KEY = cast.NEXT_DOOR_SHOES.replace(", api_key: FEDCBA9876543210FEDCBA9876543210", "")


@pytest.fixture
def world(tmp_path: Path):
    """Write a world file."""

    def write(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write


def counts(shown: str) -> dict[str, list[str]]:
    """The table of what was loaded: the two numbers, by noun."""
    lines = [line.rsplit(maxsplit=2) for line in shown.splitlines()]
    return {line[0].strip(): line[1:] for line in lines if len(line) == 3 and line[1].isdigit()}


def test_it_shows_what_was_loaded(database_url):
    done = run("load", DEMO, database_url=database_url)
    assert done.exit_code == 0
    assert "Fina Shoes" in done.stdout
    assert counts(done.stdout)["users"] == ["7", "7"]
    assert counts(done.stdout)["learning modules"] == ["4", "4"]


def test_a_second_time_it_shows_that_nothing_has_changed(database_url):
    run("load", DEMO, database_url=database_url)
    done = run("load", DEMO, database_url=database_url)
    assert counts(done.stdout)["users"] == ["7", "–"]


def test_it_shows_a_key_it_has_made_once_and_never_one_from_the_file(database_url, world):
    file = world("next-door.yaml", WITHOUT_KEY)
    first = run("load", DEMO, file, database_url=database_url)
    [line] = [line for line in first.stdout.splitlines() if "shown only now" in line]
    assert len(line.split()[-1]) == 32
    assert cast.FINA_KEY not in first.output
    assert cast.OLGA.api_key not in first.output
    assert "shown only now" not in run("load", file, database_url=database_url).stdout


def test_all_mistakes_are_reported_with_their_places_and_nothing_is_loaded(database, database_url, world):
    file = world("wrong.yaml", "account: {name: Shoes, timezone: Nowhere}\nusers:\n  - {email: dana}\n")
    done = run("load", DEMO, file, database_url=database_url)
    assert done.exit_code == 1
    assert done.stdout == ""
    places = [line.split(": ")[0] for line in done.stderr.splitlines()]
    assert places == [f"{file}:1", f"{file}:3"]
    with database.reading() as connection:
        assert connection.execute(users.select()).all() == []


def test_a_file_that_does_not_exist_is_reported(database_url, tmp_path):
    done = run("load", tmp_path / "none.yaml", database_url=database_url)
    assert done.exit_code == 1
    assert done.stderr == f"{tmp_path / 'none.yaml'}: cannot be read: No such file or directory\n"


def test_where_errors_go_to_a_file_there_is_no_progress_bar(database_url):
    assert run("load", DEMO, database_url=database_url).stderr == ""


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_on_a_terminal_there_is_a_progress_bar_that_goes_away(database_url):
    terminal, end = pty.openpty()
    settings = {"ROLLBOOK_DATABASE_URL": database_url, "TERM": "xterm", "COLUMNS": "100"}
    done = subprocess.run(
        [ROLLBOOK, "load", DEMO], env=environment(settings), stdout=subprocess.PIPE, stderr=end, check=True
    )
    os.close(end)
    shown = os.read(terminal, 2**16).decode()
    os.close(terminal)
    assert "━" in shown
    assert shown.endswith("\x1b[2K"), "the line of the bar is erased at the end"
    assert "━" not in done.stdout.decode().partition("users")[2]


@pytest.mark.parametrize(("option", "expected"), [((), [4, 4]), (("--reset-credits",), [2, 10])])
def test_credits_are_reset_only_with_the_option(database, database_url, option, expected):
    run("load", DEMO, database_url=database_url)
    with database.writing() as connection:
        connection.execute(group_variants.update().where(group_variants.c.credits > 0).values(credits=4))
    assert run("load", DEMO, *option, database_url=database_url).exit_code == 0
    with database.reading() as connection:
        left = connection.execute(group_variants.select().where(group_variants.c.requires_credits))
        assert sorted(row.credits for row in left) == expected


def test_a_dump_is_a_world_that_changes_nothing(database_url, tmp_path):
    run("load", DEMO, database_url=database_url)
    dumped = run("dump", "Fina Shoes", database_url=database_url)
    assert dumped.exit_code == 0
    assert "dana.brown@finashoes.com" in dumped.stdout
    (tmp_path / "dumped.yaml").write_text(dumped.stdout)
    again = run("load", tmp_path / "dumped.yaml", database_url=database_url)
    assert again.exit_code == 0
    assert {changed for _, changed in counts(again.stdout).values()} == {"–"}


def test_a_dump_holds_no_keys(database_url):
    run("load", DEMO, database_url=database_url)
    dumped = run("dump", "Fina Shoes", database_url=database_url).stdout
    assert cast.FINA_KEY not in dumped
    assert cast.OLGA.api_key not in dumped


def test_a_dump_into_a_file_is_the_same(database_url, tmp_path):
    run("load", DEMO, database_url=database_url)
    done = run("dump", "Fina Shoes", "-o", tmp_path / "fina.yaml", database_url=database_url)
    assert done.output == ""
    assert (tmp_path / "fina.yaml").read_text() == run("dump", "Fina Shoes", database_url=database_url).stdout


def test_a_dump_of_an_unknown_account_is_refused(database_url):
    run("load", DEMO, database_url=database_url)
    done = run("dump", "Fina Shoe", database_url=database_url)
    assert done.exit_code == 1
    assert done.stderr == "rollbook: there is no account 'Fina Shoe' (did you mean 'Fina Shoes'?)\n"


def test_a_dump_that_could_not_be_loaded_is_refused(database, database_url):
    run("load", DEMO, database_url=database_url)
    with database.writing() as connection:
        connection.execute(
            users.update().where(users.c.employee_id == "FS-1003").values(employee_id="dana.brown@finashoes.com")
        )
    done = run("dump", "Fina Shoes", database_url=database_url)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("rollbook: 'Fina Shoes' cannot be written as a world file, which names users by")


def test_a_dump_that_cannot_be_written_is_reported(database_url, tmp_path):
    run("load", DEMO, database_url=database_url)
    done = run("dump", "Fina Shoes", "-o", tmp_path, database_url=database_url)
    assert done.exit_code == 1
    assert done.stderr == f"rollbook: cannot write {tmp_path}: Is a directory\n"


def test_a_load_is_on_record_with_who_when_which_file_and_how_many_rows(database, database_url, world):
    file = world("next-door.yaml", WITHOUT_KEY)
    before = datetime.now(UTC)
    run("load", file, database_url=database_url)
    run("load", "--reset-credits", file, database_url=database_url)
    second, first = (json.loads(line) for line in run("loads", "--json", database_url=database_url).stdout.splitlines())
    assert before <= datetime.fromisoformat(first["loaded_at"]) <= datetime.fromisoformat(second["loaded_at"])
    assert {first["account"], second["account"]} == {"Next Door Shoes"}
    assert first["loaded_by"] == getpass.getuser()
    assert (first["file"], first["digest"]) == (str(file), sha256(file.read_bytes()).hexdigest())
    with database.reading() as connection:
        number = connection.scalar(sa.select(sa.func.count()).select_from(users))
    assert (first["counts"]["users"], second["counts"]["users"]) == ([number, number], [number, 0])
    assert (first["reset_credits"], second["reset_credits"]) == (False, True)


def test_the_loads_of_an_account_are_shown_the_newest_first(database_url, world):
    run("load", DEMO, world("next-door.yaml", WITHOUT_KEY), database_url=database_url)
    done = run("loads", "Fina Shoes", database_url=database_url)
    assert done.exit_code == 0
    assert "Next Door" not in done.stdout
    assert "users 7" in " ".join(done.stdout.split())
    assert "there is no account 'Fina'" in run("loads", "Fina", database_url=database_url).stderr


def test_what_is_not_loaded_leaves_no_record(database, database_url, world):
    run("load", DEMO, world("wrong.yaml", "account: {name: 5"), database_url=database_url)
    assert run("loads", "--json", database_url=database_url).stdout == ""
    with database.reading() as connection:
        assert connection.execute(loads.select()).all() == []
