"""`rollbook demo`: what a newcomer sees first, and that it works when pasted."""

import re
import shlex
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from lxml import etree, html

from tests import cast
from tests.commands import Demo, start

pytestmark = pytest.mark.served

SEED_ANSWER = """
<SmarterU>
   <Result>Success</Result>
   <Info>
      <Enrollments>
         <Enrollment block="1">
            <User><![CDATA[dana.brown@finashoes.com]]></User>
            <{tag}>{value}</{tag}>
         </Enrollment>
      </Enrollments>
   </Info>

   <Errors>
   </Errors>
</SmarterU>
"""
"""As both pages of the vendor print it."""

HEADINGS = ("Today", "Today", "Today", "My record")
SESSION_ANSWER = SEED_ANSWER.format(tag="LearningModuleID", value=3860)
VARIANT_ANSWER = SEED_ANSWER.format(tag="SubscriptionVariantID", value=16)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with Demo(tmp_path) as running:
        yield running


def canonical(xml: str) -> str:
    return str(etree.canonicalize(xml, strip_text=True))


def paste(demo: Demo, line: str) -> str:
    """Run the line in a shell; without curl, send the same request."""
    if shutil.which("curl"):
        shell = ["/bin/bash", "-c", line]
        done = subprocess.run(shell, env=demo.environment, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        return done.stdout
    *_, url, encode, field = shlex.split(line)
    assert encode == "--data-urlencode"
    name, _, value = field.partition("=")
    return httpx.post(url, data={name: value}, trust_env=False).text


def errors(answer: str) -> list[str | None]:
    return [each.text for each in etree.fromstring(answer.encode()).iterfind("Errors/Error/ErrorID")]


def test_the_first_line_records_danas_session_and_says_so_as_the_vendor_does(demo):
    answer = paste(demo, demo.curls[0])
    assert canonical(answer) == canonical(SESSION_ANSWER)
    assert "<User><![CDATA[dana.brown@finashoes.com]]></User>" in answer
    assert errors(paste(demo, demo.curls[0])) == ["ESH:26"]


def test_the_second_line_enrols_dana_in_the_variant_and_says_so_as_the_vendor_does(demo):
    answer = paste(demo, demo.curls[1])
    assert canonical(answer) == canonical(VARIANT_ANSWER)
    assert "<User><![CDATA[dana.brown@finashoes.com]]></User>" in answer
    assert errors(paste(demo, demo.curls[1])) == ["ESV:14"]


def test_the_page_shows_what_runs_where_and_with_which_keys(demo):
    for text in ("training-records and enrolment server", "Fina Shoes", demo.url, cast.FINA_KEY, cast.OLGA.api_key):
        assert text in demo.page


def test_the_page_shows_who_is_who(demo):
    people = [re.split(r"  +", line.strip()) for line in demo.page.partition("Who is who")[2].splitlines()]
    assert ["Olga Owner", "olga.owner@finashoes.com", "owner, may enrol everyone"] in people
    assert ["Amina Saleh", "amina.saleh@finashoes.com", "administrator, may enrol everyone"] in people
    assert ["Gita Manager", "gita.manager@finashoes.com", "may enrol in Sales"] in people
    assert ["Henrik Lund", "henrik.lund@finashoes.com", "auditor, may see everything"] in people
    assert ["Rolf Ahrens", "rolf.ahrens@finashoes.com", "instructor in Warehouse, Production"] in people
    assert ["Dana Brown", "dana.brown@finashoes.com", "learner in Sales"] in people
    assert ["and 56 more"] in people


def test_a_link_leads_each_of_four_people_into_the_console(demo):
    assert len(demo.links) == 4
    for line, name, heading in zip(demo.links, ("Olga", "Gita", "Henrik", "Dana"), HEADINGS, strict=True):
        assert demo.page.splitlines()[demo.page.splitlines().index(line) - 1].startswith(name)
        with httpx.Client(trust_env=False, follow_redirects=True, headers={"Origin": demo.origin}) as browser:
            page = html.fromstring(browser.post(line).text)
            assert page.xpath("string(//h1)") == heading
            assert name in str(page.xpath("string(//header)"))
            assert browser.post(line).status_code == 410


def test_the_page_fits_eighty_columns_except_the_lines_to_paste(demo):
    others = [line for line in demo.page.splitlines() if line not in (*demo.curls, *demo.links)]
    assert max(map(len, others)) <= 80
    assert len(demo.curls) == 2


def test_colours_do_not_get_into_the_lines_to_paste(tmp_path):
    with Demo(tmp_path, FORCE_COLOR="1", TERM="xterm") as demo:
        assert "\x1b[" in demo.page
        assert "\x1b[" not in "".join(demo.curls)
        assert canonical(paste(demo, demo.curls[0])) == canonical(SESSION_ANSWER)


def test_calls_are_logged_in_a_line_for_people(demo):
    paste(demo, demo.curls[0])
    paste(demo, demo.curls[0])
    demo.stop()
    first, second = demo.log.splitlines()
    assert "enrollSessionHistory  Success  recorded 1  " in first
    assert "enrollSessionHistory  Failed  recorded 0  1 × ESH:26  " in second


def test_ctrl_c_ends_it_with_a_message_and_leaves_no_files(demo, tmp_path):
    assert [each.name for each in tmp_path.glob("rollbook-demo-*/*.db")] == ["rollbook.db"]
    assert demo.stop() == (0, "\nThe demo has stopped. Its records are deleted.\n")
    assert demo.log == ""
    assert list(tmp_path.glob("rollbook-demo-*")) == []


def test_a_database_that_is_given_is_kept_and_found_again(tmp_path):
    file = tmp_path / "kept.db"
    with Demo(tmp_path, "--database", file) as demo:
        paste(demo, demo.curls[0])
        assert demo.stop() == (0, f"\nThe demo has stopped. The records are kept in {file}.\n")
    with Demo(tmp_path, "--database", file) as demo:
        assert errors(paste(demo, demo.curls[0])) == ["ESH:26"]


def test_the_operators_own_database_is_not_used(tmp_path):
    own = tmp_path / "own.db"
    with Demo(tmp_path, ROLLBOOK_DATABASE_URL=f"sqlite:///{own}") as demo:
        paste(demo, demo.curls[0])
    assert not own.exists()


def test_where_there_is_a_proxy_the_lines_bypass_it(tmp_path):
    with Demo(tmp_path, http_proxy="http://127.0.0.1:1", no_proxy="") as demo:
        assert canonical(paste(demo, demo.curls[0])) == canonical(SESSION_ANSWER)


def test_a_port_that_is_taken_is_reported_with_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = start("demo", "--port", port)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"rollbook: cannot listen on port {port} of 127.0.0.1: Address already in use; "
        'another port can be given with --port, or if make starts the demo with `make demo OPTIONS="--port 8081"`\n'
    )
