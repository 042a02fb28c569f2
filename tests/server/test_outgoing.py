"""What the server itself posts goes to checked addresses alone, by a certificate that holds, and is never led on."""

import ssl
from collections.abc import Sequence
from pathlib import Path

import anyio
import pytest
import trustme

from rollbook.web.outgoing import Answer, BadAddressError, LookUp, Outgoing, check_url, is_public, look_up
from tests.receiver import Receiver

PRIVATE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104  # nobody listens there
    *("224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:10.0.0.1"),
    *("2002:0a00:0001::1", "64:ff9b::10.0.0.1", "2001:0:53aa:64c:0:0:0:1", "::7f00:1"),
]
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_of_the_internet_is_private(address: str):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public(address: str):
    assert is_public(address)


def test_a_good_address_is_kept_as_it_is():
    url = "https://hooks.example.com:8443/rollbook?team=7"
    assert check_url(url, allows_private=False) == url
    assert check_url("http://10.0.0.7/hook", allows_private=True) == "http://10.0.0.7/hook"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "https://"),
        ("hooks.example.com", "https://"),
        ("ftp://hooks.example.com", "https://"),
        ("http://hooks.example.com", "https://"),
        ("https://", "https://"),
        ("https://hooks.example.com:port/", "not an address"),
        (f"https://hooks.example.com/{'a' * 500}", "500 characters"),
        ("https://olga:secret@hooks.example.com", "no name"),
        ("https://hooks.example.com/#top", "no name"),
        ("https://10.0.0.7/hook", "private network"),
        ("https://[::1]/hook", "private network"),
        ("https://[::ffff:10.0.0.7]/hook", "private network"),
    ],
)
def test_an_address_to_which_nothing_may_be_posted_is_refused_with_the_reason(url: str, reason: str):
    with pytest.raises(BadAddressError, match=reason):
        check_url(url, allows_private=False)


def posted(url: str, look_up: LookUp = look_up, *, allows_private: bool = True) -> Answer:
    async def post() -> Answer:
        outgoing = Outgoing(allows_private=allows_private, seconds=5, look_up=look_up)
        try:
            return await outgoing.post(url, b"{}", {"webhook-id": "1"})
        finally:
            await outgoing.close()

    return anyio.run(post)


class Names:
    """Names that lead to some addresses at first, and elsewhere when they are looked up again."""

    def __init__(self, *addresses: str) -> None:
        self.asked: list[str] = []
        self._addresses = addresses

    def __call__(self, host: str, _: int) -> Sequence[str]:
        self.asked.append(host)
        return self._addresses if len(self.asked) == 1 else ["192.0.2.1"]


def test_a_name_is_looked_up_once_and_the_checked_address_is_connected_to():
    names = Names("127.0.0.1")
    with Receiver() as receiver:
        answer = posted(f"http://hook.example:{receiver.port}/hook", names)
    assert (answer.status, answer.words, answer.is_good) == (204, "204", True)
    assert names.asked == ["hook.example"]
    assert receiver.came[0].headers["host"] == f"hook.example:{receiver.port}"


def test_a_name_is_refused_if_one_of_its_addresses_is_private():
    names = Names("93.184.216.34", "127.0.0.1")
    with Receiver() as receiver:
        answer = posted(f"https://hook.example:{receiver.port}/hook", names, allows_private=False)
    assert (answer.status, answer.is_good) == (None, False)
    assert "private network" in answer.words
    assert receiver.asked == 0


@pytest.mark.parametrize("name", ["localhost", "127.1", "2130706433", "0x7f.0.0.1", "0"])
def test_other_ways_to_write_an_address_of_this_machine_are_refused_too(name: str):
    with Receiver() as receiver:
        assert "private network" in posted(f"https://{name}:{receiver.port}/hook", allows_private=False).words
    assert receiver.asked == 0


def test_a_second_address_is_tried_where_the_first_takes_no_connection():
    names = Names("127.0.0.2", "127.0.0.1")
    with Receiver() as receiver:
        assert posted(f"http://hook.example:{receiver.port}/hook", names).is_good


def test_a_name_that_leads_nowhere_and_a_closed_port_are_said_in_words():
    assert posted("https://nowhere.invalid/hook").words == "the name is unknown"
    assert posted(Receiver().url).words.startswith("no connection")


def test_a_certificate_has_to_be_one_that_this_machine_trusts(monkeypatch, tmp_path: Path):
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    receiver = Receiver(tls=context)
    url = receiver.url.replace("http://127.0.0.1", "https://localhost")
    with receiver:
        answer = posted(url)
        assert (answer.status, "certificate" in answer.words.lower()) == (None, True)
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert posted(url).is_good
        assert not posted(url.replace("localhost", "127.0.0.1")).is_good
