"""Settings: from the environment or from files, and anything wrong with one ends the program with its name."""

import pytest

from rollbook.server.settings import Settings, SettingsError, known_settings, read_settings

GIVEN = {
    "ROLLBOOK_DATABASE_URL": ("postgresql://records.example/rollbook", "postgresql://records.example/rollbook"),
    "ROLLBOOK_MAX_PACKAGE_BYTES": ("2048", 2048),
    "ROLLBOOK_MAX_BLOCKS": ("5", 5),
    "ROLLBOOK_THREADS": ("3", 3),
    "ROLLBOOK_ACCOUNT_SHARE": ("0.25", 0.25),
    "ROLLBOOK_BODY_SECONDS": ("2.5", 2.5),
    "ROLLBOOK_IDLE_SECONDS": ("75", 75),
    "ROLLBOOK_STATEMENT_SECONDS": ("0.5", 0.5),
    "ROLLBOOK_NETWORK_SECONDS": ("3", 3),
    "ROLLBOOK_KEEP_PACKAGES_DAYS": ("7", 7),
    "ROLLBOOK_EVENTS_SETTLE_SECONDS": ("0", 0),
    "ROLLBOOK_METRICS": ("private", "private"),
    "ROLLBOOK_CONSOLE": ("off", "off"),
    "ROLLBOOK_CONSOLE_ADDRESS": ("https://rollbook.example", "https://rollbook.example"),
    "ROLLBOOK_CONSOLE_TITLE": ("Proof of training", "Proof of training"),
    "ROLLBOOK_CONSOLE_LOGO": ("logo.svg", "logo.svg"),
    "ROLLBOOK_OIDC_ISSUER": ("https://login.example", "https://login.example"),
    "ROLLBOOK_OIDC_CLIENT_ID": ("rollbook", "rollbook"),
    "ROLLBOOK_OIDC_CLIENT_SECRET": ("a secret", "a secret"),
    "ROLLBOOK_OIDC_CLAIM": ("employee_number", "employee_number"),
    "ROLLBOOK_OIDC_ACCOUNT": ("Fina Shoes", "Fina Shoes"),
    "ROLLBOOK_OIDC_TITLE": ("Fina", "Fina"),
    "ROLLBOOK_ADHOC_KEYS": ("on", "on"),
    "ROLLBOOK_WEBHOOKS": ("all", "all"),
    "ROLLBOOK_WEBHOOK_SECONDS": ("2.5", 2.5),
    "ROLLBOOK_SLOW_SECONDS": ("0.25", 0.25),
    "ROLLBOOK_LOG_LEVEL": ("debug", "debug"),
}
MALFORMED = [
    ("ROLLBOOK_MAX_PACKAGE_BYTES", "1023"),
    ("ROLLBOOK_MAX_PACKAGE_BYTES", "16 MiB"),
    ("ROLLBOOK_MAX_BLOCKS", "0"),
    ("ROLLBOOK_MAX_BLOCKS", "1.5"),
    ("ROLLBOOK_THREADS", ""),
    ("ROLLBOOK_THREADS", "0"),
    ("ROLLBOOK_THREADS", "257"),
    ("ROLLBOOK_ACCOUNT_SHARE", "0"),
    ("ROLLBOOK_ACCOUNT_SHARE", "1.1"),
    ("ROLLBOOK_BODY_SECONDS", "0"),
    ("ROLLBOOK_BODY_SECONDS", "soon"),
    ("ROLLBOOK_IDLE_SECONDS", "0"),
    ("ROLLBOOK_STATEMENT_SECONDS", "0"),
    ("ROLLBOOK_STATEMENT_SECONDS", "inf"),
    ("ROLLBOOK_NETWORK_SECONDS", "0"),
    ("ROLLBOOK_NETWORK_SECONDS", "0.5"),
    ("ROLLBOOK_KEEP_PACKAGES_DAYS", "0"),
    ("ROLLBOOK_EVENTS_SETTLE_SECONDS", "-1"),
    ("ROLLBOOK_KEEP_PACKAGES_DAYS", "36501"),
    ("ROLLBOOK_METRICS", "on"),
    ("ROLLBOOK_CONSOLE", "yes"),
    ("ROLLBOOK_CONSOLE_ADDRESS", "rollbook.example"),
    ("ROLLBOOK_CONSOLE_ADDRESS", "https://rollbook.example/console"),
    ("ROLLBOOK_CONSOLE_TITLE", ""),
    ("ROLLBOOK_OIDC_TITLE", ""),
    ("ROLLBOOK_ADHOC_KEYS", "1"),
    ("ROLLBOOK_WEBHOOKS", "on"),
    ("ROLLBOOK_WEBHOOK_SECONDS", "0"),
    ("ROLLBOOK_SLOW_SECONDS", "0"),
    ("ROLLBOOK_LOG_LEVEL", "loud"),
]


NUMBERS = [name for name, (_, value) in GIVEN.items() if isinstance(value, int | float)]


def value_of(settings: Settings, variable: str) -> object:
    return getattr(settings, variable.removeprefix("ROLLBOOK_").lower())


def refusal(environment: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings(environment)
    return str(caught.value)


def test_the_table_of_this_test_knows_every_setting():
    assert list(GIVEN) == [each.variable for each in known_settings()]


def test_without_any_there_are_defaults():
    settings = read_settings({"PATH": "/bin", "HOME": "/"})
    assert {each.variable: each.default for each in known_settings()} == {
        name: value_of(settings, name) for name in GIVEN
    }
    assert settings.database_url == "sqlite:///rollbook.db"


@pytest.mark.parametrize("variable", GIVEN)
def test_each_is_read_from_the_environment(variable):
    text, value = GIVEN[variable]
    assert value_of(read_settings({variable: text}), variable) == value


@pytest.mark.parametrize("variable", GIVEN)
def test_each_is_read_from_a_file(variable, tmp_path):
    text, value = GIVEN[variable]
    file = tmp_path / "setting"
    file.write_text(f"{text}\n")
    assert value_of(read_settings({f"{variable}_FILE": str(file)}), variable) == value


@pytest.mark.parametrize("variable", GIVEN)
def test_each_has_a_meaning_to_show(variable):
    [setting] = [each for each in known_settings() if each.variable == variable]
    assert setting.meaning


@pytest.mark.parametrize(("variable", "text"), MALFORMED)
def test_a_malformed_one_is_named_with_what_it_means(variable, text):
    [setting] = [each for each in known_settings() if each.variable == variable]
    message = refusal({variable: text})
    assert message.startswith(f"{variable}: ")
    assert setting.meaning in message


@pytest.mark.parametrize("text", ["inf", "-inf", "nan", "1e-320", "-1", "1e15", "9" * 21, "9" * 5000])
@pytest.mark.parametrize("variable", NUMBERS)
def test_an_absurd_number_is_refused_in_one_short_line(variable, text):
    message = refusal({variable: text})
    assert message.startswith(f"{variable}: ")
    assert len(message) < 200


@pytest.mark.parametrize("variable", ["ROLLBOOK_DATABSE_URL", "ROLLBOOK_", "ROLLBOOK_threads", "ROLLBOOK_THREADS_FIL"])
def test_an_unknown_one_is_named_along_with_all_that_exist(variable):
    message = refusal({variable: "5"})
    assert message.startswith(f"{variable} is not a setting")
    assert all(known in message for known in GIVEN)


def test_one_that_is_set_twice_is_named(tmp_path):
    file = tmp_path / "threads"
    file.write_text("3")
    assert "ROLLBOOK_THREADS is set twice" in refusal({"ROLLBOOK_THREADS": "3", "ROLLBOOK_THREADS_FILE": str(file)})


def test_a_file_that_does_not_exist_is_named_with_its_setting(tmp_path):
    message = refusal({"ROLLBOOK_THREADS_FILE": str(tmp_path / "none")})
    assert message == f"ROLLBOOK_THREADS_FILE: cannot read {tmp_path / 'none'}: No such file or directory"


def test_a_file_that_is_not_text_is_named_with_its_setting(tmp_path):
    file = tmp_path / "url"
    file.write_bytes(b"\xff\xfe")
    assert refusal({"ROLLBOOK_DATABASE_URL_FILE": str(file)}) == f"ROLLBOOK_DATABASE_URL_FILE: {file} is not UTF-8"


def test_a_mistake_is_reported_in_one_line():
    assert "\n" not in refusal({"ROLLBOOK_LOG_LEVEL": "a\nb"})
