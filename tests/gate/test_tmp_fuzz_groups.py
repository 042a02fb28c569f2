import copy

import pytest
from lxml import etree

from rollbook.methods import METHODS
from rollbook.server.reference.samples import sample_package
from tests import cast


def mutants(root):
    n = len(list(root.find("Parameters").iter(etree.Element)))
    texts = [
        "",
        "-1",
        "0",
        "9" * 30,
        "9223372036854775807",
        "2147483648",
        "é\u2028😀",
        "%",
        "1,2,,3",
        "true",
        "]]>",
        "\x85",
    ]
    for i in range(2, n):

        def at(r):
            return list(r.find("Parameters").iter(etree.Element))[i]

        r = copy.deepcopy(root)
        e = at(r)
        e.getparent().remove(e)
        yield r
        r = copy.deepcopy(root)
        e = at(r)
        e.addnext(copy.deepcopy(e))
        yield r
        for t in texts:
            r = copy.deepcopy(root)
            e = at(r)
            if len(e):
                continue
            e.text = t
            yield r


@pytest.mark.timeout(580)
@pytest.mark.parametrize("name", ["createGroup", "updateGroup"])
def test_fuzz(server, name):
    server.load(cast.FINA_SHOES)
    root = etree.fromstring(sample_package(METHODS[name]).encode(), etree.XMLParser(remove_comments=True))
    seen = {}
    bad = []
    for r in mutants(root):
        sent = etree.tostring(r, encoding="unicode")
        server.empty()
        server.load(cast.FINA_SHOES)
        a = server.call(sent)
        codes = [c for _, c, _ in a.errors]
        seen[tuple(codes)] = seen.get(tuple(codes), 0) + 1
        if "SU:9999" in codes:
            bad.append(sent[-900:])
    print(seen)
    assert not bad, bad[:3]
