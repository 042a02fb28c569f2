"""Asks a copy of the package about its made-up method; run with that copy on the path. Prints JSON."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.methods import METHODS
from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.reference.pages import pages
from rollbook.reference.samples import sample_package
from rollbook.web.request import HttpRequest
from rollbook.worlds.load import load
from rollbook.xml.face import arrive
from tests import cast
from tests.answers import package
from tests.seed_calls import LENA, OLGA

SUPERVISED = f"""
<User><Identifier><Email>{cast.WALT.email}</Email></Identifier><Info/><Groups/>
<Profile><Supervisors><Supervisor>{cast.LENA.email}</Supervisor></Supervisors></Profile></User>
"""


def main(directory: Path) -> None:
    """Call the method as different people, with good and with malformed packages."""
    database = Database(f"sqlite:///{directory / 'rollbook.db'}")
    schema.migrate(database)
    load(database, [cast.FINA_SHOES])
    gate = Gate(database, Limits())

    def ask(sent: str) -> list[str]:
        body, kind = sent.encode(), {"content-type": "text/xml"}
        request = HttpRequest("POST", True, kind, body, "", "made-up", datetime.now(UTC))  # noqa: FBT003  # is_secure
        answer = etree.fromstring(gate.answer(arrive(request)).body)
        refusals = [code.text or "" for code in answer.iterfind("Errors/Error/ErrorID")]
        return refusals or [each.text or "" for each in answer.iterfind("Info/PersonGroups/PersonGroup/Name")]

    def about(email: str, keys: tuple[str, str] = OLGA, name: str = "Email") -> list[str]:
        return ask(package("getPersonGroups", f"<Person><{name}>{email}</{name}></Person>", keys))

    found = {
        "sample": ask(sample_package(METHODS["getPersonGroups"])),
        "strange": about(cast.WALT.email, name="Stranger"),
        "missing": ask(package("getPersonGroups", "<Somebody/>", OLGA)),
        "nobody": about("nobody@finashoes.com"),
        "unnamed": about(""),
        "before": about(cast.WALT.email, LENA),
        "supervised": ask(package("updateUser", SUPERVISED, OLGA)),
        "supervisor": about(cast.WALT.email, LENA),
        "other": about(cast.DANA.email, LENA),
        "page": pages()["get_person_groups.md"],
    }
    database.close()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
