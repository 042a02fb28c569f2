"""Files that are not worlds, or not even YAML, are refused with a line; texts are taken as they are written."""

import pytest

from rollbook.worlds.mistakes import Page
from rollbook.worlds.model import World
from rollbook.worlds.read import read_world, read_worlds

HEAD = "account: {name: Acme, timezone: UTC}\n"
BOMB = HEAD + "users: &a [x, x]\ngroups: &b [*a, *a]\nsubscriptions: [*b, *b]\n"

REFUSED = {
    "empty": ("", 1, "is empty: a world begins with `account:`"),
    "only a comment": ("# nothing\n\n", 1, "is empty: a world begins with `account:`"),
    "a list": ("# a list\n- account\n", 2, "is not a world: a world is a mapping that begins with `account:`"),
    "a word": ("account", 1, "is not a world"),
    "nothing": ("---\n~\n", 2, "is not a world"),
    "no account": ("users: []\n", 1, "a world needs `account`"),
    "two documents": (f"{HEAD}---\n{HEAD}", 2, "begins a second document: put each account into a file of its own"),
    "not closed": (f"{HEAD}users:\n  - {{email: x\ngroups: []\n", 4, "is not YAML: "),
    "tabs": (f"{HEAD}users:\n\t- x\n", 3, "is not YAML: found character that cannot start any token"),
    "bad indentation": (f"{HEAD}users:\n  - a: 1\n - b: 1\n", 4, "is not YAML: "),
    "no such escape": (f'{HEAD}x: "\\ud800"\n', 2, "is not YAML: "),
    "unknown anchor": (f"{HEAD}users: *x\n", 2, "aliases are not read here: write out what *x stands for"),
    "anchor": ("account: &a {name: Acme, timezone: UTC}\n", 1, "anchors are not read here: take out &a"),
    "tag": (f"{HEAD}users: !!python/object:os.system []\n", 2, "tags are not read here: take out tag:yaml.org"),
    "merge key": (f"{HEAD}users:\n  - {{<<: {{email: a@b.example}}}}\n", 3, "a user has no key '<<'"),
    "key of many parts": (f"{HEAD}? [a, b]\n: c\n", 2, "a key must be one word"),
    "nul": (f"{HEAD}#\0\n", 2, "holds a control character that no record can keep: take it out"),
    "surrogate": (f"{HEAD}x: \ud800\n", 2, "holds a control character that no record can keep: take it out"),
    "delete": (f"{HEAD}x: \x7f\n", 2, "holds the character U+007F, which YAML does not allow: take it out"),
    "very deep": (f"{HEAD}users: {'[' * 100_000}", 2, "is nested too deep for a world"),
    "deep keys": (f"{HEAD}{'? ' * 100_000}", 2, "is nested too deep for a world"),
}


def told(text):
    page = Page("text")
    read_world(text, page)
    return [(mistake.line, mistake.sentence) for mistake in page.mistakes]


@pytest.mark.parametrize(("text", "line", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_world_is_refused_with_its_line(text, line, sentence):
    first_line, first_sentence = told(text)[0]
    assert (first_line, first_sentence[: len(sentence)]) == (line, sentence)


def test_aliases_do_not_grow():
    page = Page("text")
    world = read_world(BOMB, page)
    assert isinstance(world, World)
    assert (world.users, world.groups, world.subscriptions) == ([], [], [])
    aliases = [mistake.line for mistake in page.mistakes if mistake.sentence.startswith("aliases")]
    assert aliases == [3, 3, 4, 4]


def user(text):
    page = Page("text")
    world = read_world(f"{HEAD}users:\n  - {text}\n", page)
    assert page.mistakes == []
    assert isinstance(world, World)
    return world.users[0]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("007", "007"),
        ("1e3", "1e3"),
        ("2024-03-01", "2024-03-01"),
        ("No", "No"),
        ("'null'", "null"),
        ('" a b "', "a b"),
        ("0x10", "0x10"),
        ("Žofie ✨", "Žofie ✨"),
    ],
)
def test_a_text_stays_as_it_is_written(written, read):
    assert user(f"{{employee_id: {written}}}").employee_id == read


@pytest.mark.parametrize("written", ["~", "null", "''", "'  '", ""])
def test_what_is_empty_counts_as_not_given(written):
    assert user(f"{{email: a@b.example, employee_id: {written}}}").employee_id is None
    assert user(f"{{email: a@b.example, role: {written}}}").role == "learner"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-03-01", "2024-03-01T06:00:00+00:00"),
        ("2024-03-01T09:00", "2024-03-01T15:00:00+00:00"),
        ("2024-07-01 09:00:30.5", "2024-07-01T14:00:30.500000+00:00"),
        ("2024-03-01T09:00Z", "2024-03-01T09:00:00+00:00"),
        ("2024-03-01T09:00+05:30", "2024-03-01T03:30:00+00:00"),
        ("2024-11-03T01:30", "2024-11-03T06:30:00+00:00"),
    ],
)
def test_a_start_is_local_time_unless_it_has_an_offset(written, moment):
    session = f"{{starts: {written}, minutes: 60, historical: TRUE}}"
    text = f"learning_modules: [{{name: A, type: Instructor-Led, sessions: [{session}]}}]\n"
    world = read_world(text + "account: {name: Acme, timezone: US/Central}\n", Page("text"))
    assert world is not None
    [read] = world.learning_modules[0].sessions
    assert read.starts.isoformat() == moment
    assert (read.historical, read.grade_type) == (True, "None")


def test_lines_are_told_apart_whatever_ends_them():
    text = "account:\r\n  name: Acme\r\n  timezone: Nowhere\r\n"
    assert [line for line, _ in told(text)] == [3]


def test_the_key_tells_the_line_of_a_value_that_stands_below_it():
    assert [line for line, _ in told(f"{HEAD}users:\n  - email:\n      a\n")] == [3]


def read_file(tmp_path, content):
    path = tmp_path / "world.yaml"
    path.write_bytes(content)
    [(page, world)] = read_worlds([path], lambda *_: None)
    return world, [(mistake.line, mistake.sentence) for mistake in page.mistakes]


def test_a_byte_order_mark_is_left_out(tmp_path):
    world, mistakes = read_file(tmp_path, b"\xef\xbb\xbf" + HEAD.encode())
    assert mistakes == []
    assert world is not None
    assert world.account.name == "Acme"


@pytest.mark.parametrize("content", [HEAD.encode() + b"# caf\xe9\n", HEAD.encode() + b"\xff\xfe"])
def test_a_file_that_is_not_utf8_is_refused_with_the_line(tmp_path, content):
    world, [(line, sentence)] = read_file(tmp_path, content)
    assert world is None
    assert line == 2
    assert sentence.endswith("which is not UTF-8: save the file as UTF-8")


def test_a_file_that_is_not_there_is_a_mistake_too(tmp_path):
    [(page, world)] = read_worlds([tmp_path / "none.yaml"], lambda *_: None)
    assert world is None
    assert [str(mistake) for mistake in page.mistakes] == [
        f"{tmp_path / 'none.yaml'}: cannot be read: No such file or directory"
    ]


def test_progress_is_told_while_a_long_file_is_read():
    told_of = []
    text = HEAD + "users:\n" + "".join(f"  - {{employee_id: A-{number}}}\n" for number in range(2500))
    read_world(text, Page("text"), lambda *progress: told_of.append(progress))
    assert told_of == [(1002, 2503, "lines"), (2002, 2503, "lines"), (2503, 2503, "lines")]
