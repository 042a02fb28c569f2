"""The rows about users: who makes and changes them, puts them into groups, and says what they may do there."""

from collections.abc import Mapping, Sequence

from rollbook.contract.permissions import Permission
from tests.methods.people import Tree
from tests.methods.people import groups as in_groups
from tests.rights.rows import NEIGHBOURS, NEXT_DOORS, OWN, THEIRS, Outcome, Row, each
from tests.rights.scene import ABOVE, MALLORY, MG, MGU, MU, WANDA

MANAGERS = (MG, MGU, MU)
"""Who makes and changes the users whose home is their group. Source: DOC (createUser)."""
NO_GRANTS = (MGU, MU)
"""Who of them does not say what users may do there: that is for MANAGE_GROUP alone. Source: OURS."""
ALLOWED = (*ABOVE, *MANAGERS)
GRANTS: Tree = {"GroupPermissions": [("Permission", {"Action": "Grant", "Code": Permission.MANAGE_GROUP.name})]}
HELD = MG


def group(name: str, **more: object) -> Tree:
    """An entry in a user's list of groups."""
    return {"GroupName": name, **more}


def _new(
    what: str, whose: str, groups: Sequence[Tree], may: Sequence[str], does: Sequence[str], but: Mapping[str, Outcome]
) -> Row:
    info = {"EmployeeID": "NINA", "GivenName": "A", "Surname": "B"}
    tree: Tree = {"User": {"Info": info, **in_groups(*groups)}}
    return Row("createUser", what, whose, tree, may, tuple(does), but)


def _at_home(user: str, group_name: str, title: str = "without title") -> str:
    return f"{user} is at home in {group_name}, {title}, learner"


MADE = [
    _new(
        "into their group", THEIRS, [group("Sales")], ALLOWED,
        [f"+{_at_home('NINA', 'Sales')}", "+NINA is in Sales with nothing"],
        {WANDA: "CU:75", MALLORY: "CU:74"},
    ),
    _new(
        "into their group as its manager", THEIRS, [group("Sales", **GRANTS)], (*ABOVE, MG),
        [f"+{_at_home('NINA', 'Sales')}", f"+NINA is in Sales with {HELD}"],
        {**each(NO_GRANTS, "CU:76"), WANDA: "CU:75", MALLORY: "CU:74"},
    ),
    _new(
        "into the neighbours' group", NEIGHBOURS, [group("Warehouse")], (*ABOVE, WANDA),
        [f"+{_at_home('NINA', 'Warehouse')}", "+NINA is in Warehouse with nothing"],
        {**each(MANAGERS, "CU:75"), MALLORY: "CU:74"},
    ),
    _new(
        "into their group and the neighbours'", NEIGHBOURS, [group("Sales"), group("Warehouse")], ABOVE,
        [f"+{_at_home('NINA', 'Sales')}", "+NINA is in Sales with nothing", "+NINA is in Warehouse with nothing"],
        {**each((*MANAGERS, WANDA), "CU:75"), MALLORY: "CU:74"},
    ),
    _new(
        "into another account's group", NEXT_DOORS, [group("Branch")], (MALLORY,),
        [f"+next door: {_at_home('NINA', 'Branch')}", "+next door: NINA is in Branch with nothing"],
        each((*ALLOWED, WANDA), "CU:74"),
    ),
]  # fmt: skip


def _change(
    what: str,
    whose: str,
    user: str,
    changes: Tree,
    may: Sequence[str],
    does: Sequence[str],
    but: Mapping[str, Outcome],
) -> Row:
    known: Tree = {"Identifier": {"EmployeeID": user}, "Info": "", "Profile": "", "Groups": ""}
    return Row("updateUser", what, whose, {"User": {**known, **changes}}, may, tuple(does), but)


def _title(user: str, home: str, place: str = "") -> list[str]:
    return [f"-{place}{_at_home(user, home)}", f"+{place}{_at_home(user, home, 'Fitter')}"]


def _moves(user: str, home: str) -> list[str]:
    return [f"-{_at_home(user, 'Sales')}", f"+{_at_home(user, home)}"]


FITTER: Tree = {"Profile": {"Title": "Fitter"}}
OUT_OF_REACH: dict[str, Outcome] = {WANDA: "UU:69", MALLORY: "UU:80"}
"""Wanda manages another group than these users' home; Mallory's account does not know them. Sources: PHP, OURS."""

CHANGED = [
    _change("theirs", THEIRS, "SAM", FITTER, ALLOWED, _title("SAM", "Sales"), OUT_OF_REACH),
    _change(
        "the neighbours'", NEIGHBOURS, "WALT", FITTER, (*ABOVE, WANDA), _title("WALT", "Warehouse"),
        {**each(MANAGERS, "UU:69"), MALLORY: "UU:80"},
    ),
    _change(
        "another account's", NEXT_DOORS, "NILS", FITTER, (MALLORY,), _title("NILS", "Branch", "next door: "),
        each((*ALLOWED, WANDA), "UU:80"),
    ),
    _change("an administrator", THEIRS, "ADMIN", FITTER, (), (), {**each(ALLOWED, "UU:69"), **OUT_OF_REACH}),
    _change(
        "theirs into another group of theirs", THEIRS, "SAM", in_groups(group("Outlet", GroupAction="Add")),
        ALLOWED, ["+SAM is in Outlet with nothing"], OUT_OF_REACH,
    ),
    _change(
        "theirs into the neighbours' group", NEIGHBOURS, "SAM", in_groups(group("Warehouse", GroupAction="Add")),
        ABOVE, ["+SAM is in Warehouse with nothing"], {**each(MANAGERS, "UU:75"), **OUT_OF_REACH},
    ),
    _change(
        "theirs into another account's group", NEXT_DOORS, "SAM", in_groups(group("Branch", GroupAction="Add")),
        (), (), {**each(ALLOWED, "UU:74"), **OUT_OF_REACH},
    ),
    _change(
        "theirs out of another group of theirs", THEIRS, "OTTO", in_groups(group("Outlet", GroupAction="Remove")),
        ALLOWED, ["-OTTO is in Outlet with nothing"], OUT_OF_REACH,
    ),
    _change(
        "theirs out of the neighbours' group", NEIGHBOURS, "VERA", in_groups(group("Warehouse", GroupAction="Remove")),
        ABOVE, ["-VERA is in Warehouse with nothing"], {**each(MANAGERS, "UU:75"), **OUT_OF_REACH},
    ),
    _change(
        "theirs to manage their group", THEIRS, "SAM", in_groups(group("Sales", GroupAction="Add", **GRANTS)),
        (*ABOVE, MG), ["-SAM is in Sales with nothing", f"+SAM is in Sales with {HELD}"],
        {**each(NO_GRANTS, "UU:76"), **OUT_OF_REACH},
    ),
    _change(
        "theirs to manage the neighbours' group", NEIGHBOURS, "VERA",
        in_groups(group("Warehouse", GroupAction="Add", **GRANTS)),
        ABOVE, ["-VERA is in Warehouse with nothing", f"+VERA is in Warehouse with {HELD}"],
        {**each(MANAGERS, "UU:75"), **OUT_OF_REACH},
    ),
    # Who manages a group already is granted nothing; no administrator is in reach, not even to themselves.
    _change(
        "themselves to manage their group", OWN, "{caller}", in_groups(group("Sales", GroupAction="Add", **GRANTS)),
        (MG,), (), {**each(ABOVE, "UU:69"), **each(NO_GRANTS, "UU:76"), WANDA: "UU:75", MALLORY: "UU:69"},
    ),
    _change(
        "the home of theirs to another group of theirs", THEIRS, "OTTO", {"Profile": {"HomeGroup": "Outlet"}},
        ALLOWED, _moves("OTTO", "Outlet"), OUT_OF_REACH,
    ),
    _change(
        "the home of theirs to the neighbours' group", NEIGHBOURS, "VERA", {"Profile": {"HomeGroup": "Warehouse"}},
        ABOVE, _moves("VERA", "Warehouse"), {**each(MANAGERS, "UU:82"), **OUT_OF_REACH},
    ),
]  # fmt: skip
"""Whose home is theirs may be sent elsewhere and brought back only where the caller manages users."""

ROWS = [*MADE, *CHANGED]
