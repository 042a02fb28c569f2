"""Nothing in the project depends on the machine it was written on, or says where packages come from."""

import re

from tests.house.tree import ROOT, files, shown

MACHINE_PATH = re.compile(r"""(^|[\s"'=(:])/(home|root|Users|work|farm)/\w""", re.MULTILINE)
PACKAGE_INDEX = re.compile(
    r"--(extra-)?index-u[r]l|--find-l[i]nks|--trusted-h[o]st|pypi[.]org|pythonhosted[.]org|npmjs[.]org"
)


def holding(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in files():
        match = pattern.search(path.read_text(errors="replace"))
        if match:
            found.append(f"{shown(path)}: {match[0]}")
    return found


def test_no_file_names_a_path_of_a_machine():
    assert holding(MACHINE_PATH) == []


def test_no_file_names_the_place_of_this_checkout():
    assert holding(re.compile(re.escape(str(ROOT)) + r"\b")) == []


def test_no_file_names_a_package_index():
    assert holding(PACKAGE_INDEX) == []
