"""People who visit the console of a real server over HTTP, as their browser would."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self

import httpx
from lxml import html

from rollbook.records.keys.key_holders import find_user
from rollbook.records.keys.links import make_link
from rollbook.records.sql.find import find_account
from tests.served import Served

OLGA, GITA, LENA = "olga.owner@finashoes.com", "gita.manager@finashoes.com", "lena.learner@finashoes.com"
DANA = "dana.brown@finashoes.com"
FINA = "Fina Shoes"


class Seen:
    """A page that a visitor was shown."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.text
        is_page = "html" in response.headers.get("content-type", "") and bool(response.content)
        self.tree = html.fromstring(response.text) if is_page else None

    def all(self, path: str) -> list[Any]:
        """The elements at an XPath."""
        assert self.tree is not None
        found = self.tree.xpath(path)
        assert isinstance(found, list)
        return found

    def words(self, path: str) -> str:
        """The text of the first element at an XPath, with blanks folded; "" where there is none."""
        found = self.all(path)
        return " ".join(found[0].text_content().split()) if found else ""

    @property
    def h1(self) -> str:
        """The page's heading."""
        return self.words("//h1")

    @property
    def status_words(self) -> str:
        """What the page announces."""
        return self.words("//*[@role='status']")

    @property
    def alert(self) -> str:
        """The errors that the page shows."""
        return self.words("//*[@role='alert']")

    def rows(self, number: int = 1) -> list[list[str]]:
        """The cells of a table's rows."""
        rows = self.all(f"(//table)[{number}]/tbody/tr[not(td[@class='empty'])]")
        return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def fields_of(form: Any) -> dict[str, str | list[str]]:
    """What a form would send as it stands, without a button."""
    sent: dict[str, str | list[str]] = {}
    for name, value in form.form_values():
        if name != "do":
            before = sent.get(name, [])
            sent[name] = [*before, value] if name in sent and isinstance(before, list) else [value]
    return sent


class Visitor:
    """A browser with a cookie jar and no scripts."""

    def __init__(self, server: Served) -> None:
        self.server = server
        self.http = httpx.Client(base_url=server.url, trust_env=False, timeout=60, follow_redirects=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def sign_in(self, who: str, account: str = FINA) -> Self:
        """Sign in by a one-time link."""
        now = datetime.now(UTC)
        with self.server.database.writing() as connection:
            number = find_account(connection, account).id  # type: ignore[union-attr]  # the test loaded it
            user = find_user(connection, number, who)
            assert user is not None
            token = make_link(connection, number, user.id, "sign-in", now)
        seen = self.send(f"/link/{token}", {})
        assert seen.status in {200, 404}, seen.text
        return self

    def open(self, path: str, **query: str) -> Seen:
        """Open a page below /console."""
        return Seen(self.http.get(f"/console{path}", params=query or None))

    def open_address(self, address: str) -> Seen:
        """Open an address as it stands in a link."""
        return Seen(self.http.get(address))

    def send(self, path: str, fields: Mapping[str, str | list[str]]) -> Seen:
        """Send a form to an address below /console, as a browser does from a page of the server."""
        return Seen(self.http.post(f"/console{path}", data=dict(fields), headers={"Origin": self.server.url}))

    def form(self, path: str) -> dict[str, str | list[str]]:
        """Open a page, and return what its last form would send as it stands."""
        return fields_of(self.open(path).all("//main//form[@method='post']")[-1])

    def submit(self, path: str, fields: Mapping[str, str | list[str]], button: str = "record") -> Seen:
        """Open a page, fill in its last form, and press one of its buttons; other fields stay as the page has them."""
        page = self.open(path)
        form = page.all("//main//form[@method='post']")[-1]
        action = form.get("action") or f"/console{path}"
        return self.send(action.removeprefix("/console"), {**fields_of(form), **fields, "do": button})
