"""The rows about groups: who makes and changes them, and what they may give a group and take from it."""

from collections.abc import Mapping, Sequence

from rollbook.contract.permissions import Permission
from tests.methods.group_calls import course, courses, permissions, users, variant, variants
from tests.methods.people import Tree
from tests.rights.rows import NEIGHBOURS, NEXT_DOORS, OWN, THEIRS, Outcome, Row, each
from tests.rights.scene import ABOVE, MALLORY, MG, MGC, MGU, WANDA

MANAGERS = (MG, MGC, MGU)
"""Who makes groups, and changes of theirs what the permission is about. Sources: DOC (createGroup), OURS."""
ASSIGNERS, ENROLLERS = (MG, MGC), (MG, MGU)
GRANTS: Tree = permissions({"Action": "Grant", "Code": Permission.MARKER.name})


def _new(
    what: str,
    whose: str,
    changes: Tree,
    may: Sequence[str],
    does: Sequence[str],
    but: Mapping[str, Outcome],
) -> Row:
    """A group that is made: for each caller who may, it comes into being, and who stands not above groups with it."""
    tree: Tree = {"Group": {"Name": "New", "Users": "", "LearningModules": "", **changes}}
    done = {caller: _born(caller, does) for caller in may}
    other = {caller: _born(caller, other) if isinstance(other, tuple) else other for caller, other in but.items()}
    return Row("createGroup", what, whose, tree, (), (), {**done, **other})


def _born(caller: str, does: Sequence[str]) -> tuple[str, ...]:
    """What is so when a group is made. Who may enrol nobody so far manages its courses only."""
    facts = ["+New is a group, not described", *does]
    if caller == MALLORY:
        return tuple(_next_door(fact) for fact in facts)
    maker = [] if caller in ABOVE else [f"+{caller} is in New with {MGC if caller == MGC else MG}"]
    return (*facts, *maker)


def _next_door(fact: str) -> str:
    return f"{fact[0]}next door: {fact[1:]}"


def _person(user: str, home: int = 0) -> Tree:
    return users({"EmployeeID": user, "HomeGroup": home})


def _moves(user: str, home: str) -> list[str]:
    return [
        f"-{user} is at home in Sales, without title, learner",
        f"+{user} is at home in {home}, without title, learner",
    ]


IN_NEW = "+{} is in New with nothing"
MADE = [
    _new("with nothing in it", OWN, {}, (*ABOVE, *MANAGERS, WANDA, MALLORY), [], {}),
    # People: whom the caller may enrol. An unknown user and one out of reach are answered alike.
    _new(
        "with a user of theirs", THEIRS, _person("SAM"), (*ABOVE, *ENROLLERS), [IN_NEW.format("SAM")],
        each((MGC, WANDA, MALLORY), "CG:61"),
    ),
    _new(
        "as the home of a user of theirs", THEIRS, _person("VERA", 1), (*ABOVE, *ENROLLERS),
        [IN_NEW.format("VERA"), *_moves("VERA", "New")], {MGC: "CG:61", WANDA: "CG:64", MALLORY: "CG:61"},
    ),
    _new(
        "with a user of the neighbours'", NEIGHBOURS, _person("WALT"), (*ABOVE, WANDA), [IN_NEW.format("WALT")],
        each((*MANAGERS, MALLORY), "CG:61"),
    ),
    _new(
        "with a user of another account", NEXT_DOORS, _person("NILS"), (MALLORY,), [IN_NEW.format("NILS")],
        each((*ABOVE, *MANAGERS, WANDA), "CG:61"),
    ),
    _new(
        "with an administrator", THEIRS, _person("ADMIN"), (), [],
        {**each(ABOVE, "CG:62"), **each((*MANAGERS, WANDA, MALLORY), "CG:61")},
    ),
    # Courses and variants: what is assigned to a group in which the caller manages it, or its courses.
    _new(
        "with a course of theirs", THEIRS, courses({"ID": 1}), (*ABOVE, *ASSIGNERS), ["+New has course 1"],
        {**each((MGU, WANDA), "CG:74"), MALLORY: "CG:66"},
    ),
    _new(
        "with a course of the neighbours'", NEIGHBOURS, courses({"ID": 3}), (*ABOVE, WANDA), ["+New has course 3"],
        {**each(MANAGERS, "CG:74"), MALLORY: "CG:66"},
    ),
    _new(
        "with a course of another account", NEXT_DOORS, courses({"ID": 91}), (MALLORY,), ["+New has course 91"],
        each((*ABOVE, *MANAGERS, WANDA), "CG:66"),
    ),
    _new(
        "with a variant of theirs", THEIRS, variants({"ID": 16}), (*ABOVE, *ASSIGNERS),
        ["+New has variant 16 free, 0 left"], {**each((MGU, WANDA), "CG:75"), MALLORY: "CG:69"},
    ),
    _new(
        "with a variant of the neighbours'", NEIGHBOURS, variants({"ID": 18}), (*ABOVE, WANDA),
        ["+New has variant 18 free, 0 left"], {**each(MANAGERS, "CG:75"), MALLORY: "CG:69"},
    ),
    _new(
        "with a variant of another account", NEXT_DOORS, variants({"ID": 96}), (MALLORY,),
        ["+New has variant 96 free, 0 left"], each((*ABOVE, *MANAGERS, WANDA), "CG:69"),
    ),
    # Credits: only who stands above groups decides; for others it is as in the group that the variant comes from.
    _new(
        "with a variant of theirs for no credits", THEIRS, variants({"ID": 17, "RequiresCredits": 0}), ABOVE,
        ["+New has variant 17 free, 0 left"],
        {
            **each(ASSIGNERS, ("+New has variant 17 for credits, 0 left",)),
            **each((MGU, WANDA), "CG:75"),
            MALLORY: "CG:69",
        },
    ),
    _new(
        "with a variant of theirs for credits", THEIRS, variants({"ID": 16, "RequiresCredits": 1}), ABOVE,
        ["+New has variant 16 for credits, 0 left"],
        {**each(ASSIGNERS, ("+New has variant 16 free, 0 left",)), **each((MGU, WANDA), "CG:75"), MALLORY: "CG:69"},
    ),
]  # fmt: skip


def _change(
    group: str,
    what: str,
    whose: str,
    changes: Tree,
    may: Sequence[str],
    does: Sequence[str],
    but: Mapping[str, Outcome],
) -> Row:
    """A change of a group; who manages nothing in it is answered as if it did not exist."""
    known: Tree = {"Identifier": {"Name": group}, "Users": "", "LearningModules": "", "SubscriptionVariants": ""}
    here = {"Outlet": (*ABOVE, *MANAGERS), "Warehouse": (*ABOVE, WANDA), "Branch": (MALLORY,)}[group]
    strangers = each([one for one in (*ABOVE, *MANAGERS, WANDA, MALLORY) if one not in here], "UG:80")
    return Row(
        "updateGroup", f"{group} {what}", whose, {"Group": {**known, **changes}}, may, (*does,), {**strangers, **but}
    )


def _user(user: str, action: str = "Add", home: int = 0, granted: Tree | None = None) -> Tree:
    return users({"EmployeeID": user, "UserAction": action, "HomeGroup": home, **(granted or {})})


def _described(group: str) -> list[str]:
    return [f"-{group} is a group, not described", f"+{group} is a group, ours"]


OURS: Tree = {"Description": "ours"}
OF_USERS, OF_COURSES = (*ABOVE, *ENROLLERS), (*ABOVE, *ASSIGNERS)
NOT_USERS: dict[str, Outcome] = {MGC: "UG:82"}
NOT_COURSES: dict[str, Outcome] = {MGU: "UG:84"}
FOR_CREDITS, FREE = {"RequiresCredits": 1}, {"RequiresCredits": 0}

OUTLET = [
    _change("Outlet", "itself", THEIRS, OURS, (*ABOVE, MG), _described("Outlet"), each((MGC, MGU), "UG:81")),
    _change(
        "Outlet", "gets a user of theirs", THEIRS, _user("SAM"), OF_USERS, ["+SAM is in Outlet with nothing"], NOT_USERS
    ),
    _change(
        "Outlet", "gets a user of the neighbours'", NEIGHBOURS, _user("WALT"), ABOVE,
        ["+WALT is in Outlet with nothing"], {**each(ENROLLERS, "UG:61"), **NOT_USERS},
    ),
    _change(
        "Outlet", "gets a user of another account", NEXT_DOORS, _user("NILS"), (), [],
        {**each(OF_USERS, "UG:61"), **NOT_USERS},
    ),
    _change(
        "Outlet", "becomes the home of theirs", THEIRS, _user("OTTO", home=1), OF_USERS,
        _moves("OTTO", "Outlet"), NOT_USERS,
    ),
    _change(
        "Outlet", "loses a user", THEIRS, _user("OTTO", "Remove"), OF_USERS, ["-OTTO is in Outlet with nothing"],
        NOT_USERS,
    ),
    _change(
        "Outlet", "gets a marker", THEIRS, _user("OTTO", granted=GRANTS), (*ABOVE, MG),
        ["-OTTO is in Outlet with nothing", "+OTTO is in Outlet with MARKER"], {MGU: "UG:83", **NOT_USERS},
    ),
    _change(
        "Outlet", "gets the caller as a marker", OWN, _user("{caller}", granted=GRANTS), (MG,),
        ["-{caller} is in Outlet with {caller}", "+{caller} is in Outlet with {caller} and MARKER"],
        {**each(ABOVE, "UG:62"), MGU: "UG:83", **NOT_USERS},
    ),
    _change(
        "Outlet", "gets a course of theirs", THEIRS, courses(course(1)), OF_COURSES, ["+Outlet has course 1"],
        NOT_COURSES,
    ),
    _change(
        "Outlet", "gets a course of the neighbours'", NEIGHBOURS, courses(course(3)), ABOVE, ["+Outlet has course 3"],
        {**each(ASSIGNERS, "UG:74"), **NOT_COURSES},
    ),
    _change(
        "Outlet", "gets a course of another account", NEXT_DOORS, courses(course(91)), (), [],
        {**each(OF_COURSES, "UG:66"), **NOT_COURSES},
    ),
    _change(
        "Outlet", "loses a course", THEIRS, courses(course(5, "Remove")), OF_COURSES, ["-Outlet has course 5"],
        NOT_COURSES,
    ),
    _change(
        "Outlet", "gets a variant of theirs", THEIRS, variants(variant(16)), OF_COURSES,
        ["+Outlet has variant 16 free, 0 left"], NOT_COURSES,
    ),
    _change(
        "Outlet", "gets a variant of the neighbours'", NEIGHBOURS, variants(variant(18)), ABOVE,
        ["+Outlet has variant 18 free, 0 left"], {**each(ASSIGNERS, "UG:75"), **NOT_COURSES},
    ),
    _change(
        "Outlet", "gets a variant of another account", NEXT_DOORS, variants(variant(96)), (), [],
        {**each(OF_COURSES, "UG:69"), **NOT_COURSES},
    ),
    _change(
        "Outlet", "loses a variant", THEIRS, variants(variant(19, "Remove")), OF_COURSES,
        ["-Outlet has variant 19 for credits, 3 left", "+Outlet had variant 19 for credits, 3 left"], NOT_COURSES,
    ),
    _change(
        "Outlet", "gets a variant of theirs for no credits", THEIRS, variants(variant(17, **FREE)), ABOVE,
        ["+Outlet has variant 17 free, 0 left"],
        {**each(ASSIGNERS, ("+Outlet has variant 17 for credits, 0 left",)), **NOT_COURSES},
    ),
    _change(
        "Outlet", "has a variant for no credits", THEIRS, variants(variant(19, **FREE)), ABOVE,
        ["-Outlet has variant 19 for credits, 3 left", "+Outlet has variant 19 free, 3 left"],
        {**each(ASSIGNERS, ()), **NOT_COURSES},
    ),
    _change(
        "Outlet", "gets back what it had", THEIRS, variants(variant(20)), ABOVE,
        ["-Outlet had variant 20 for credits, 4 left", "+Outlet has variant 20 for credits, 4 left"],
        {**each(ASSIGNERS, "UG:75"), **NOT_COURSES},
    ),
]  # fmt: skip

ELSEWHERE = [
    _change("Warehouse", "itself", NEIGHBOURS, OURS, (*ABOVE, WANDA), _described("Warehouse"), {}),
    _change(
        "Warehouse", "gets a user of theirs", NEIGHBOURS, _user("SAM"), ABOVE, ["+SAM is in Warehouse with nothing"],
        {WANDA: "UG:61"},
    ),
    _change(
        "Warehouse", "loses a user of theirs", NEIGHBOURS, _user("VERA", "Remove"), (*ABOVE, WANDA),
        ["-VERA is in Warehouse with nothing"], {},
    ),
    _change(
        "Warehouse", "becomes the home of theirs", NEIGHBOURS, _user("VERA", home=1), ABOVE,
        _moves("VERA", "Warehouse"), {WANDA: "UG:64"},
    ),
    _change(
        "Warehouse", "gets a course of theirs", NEIGHBOURS, courses(course(1)), ABOVE, ["+Warehouse has course 1"],
        {WANDA: "UG:74"},
    ),
    _change(
        "Warehouse", "loses a course", NEIGHBOURS, courses(course(3, "Remove")), (*ABOVE, WANDA),
        ["-Warehouse has course 3"], {},
    ),
    _change(
        "Warehouse", "gets a variant of theirs", NEIGHBOURS, variants(variant(16)), ABOVE,
        ["+Warehouse has variant 16 free, 0 left"], {WANDA: "UG:75"},
    ),
    _change(
        "Warehouse", "has a variant for credits", NEIGHBOURS, variants(variant(18, **FOR_CREDITS)), ABOVE,
        ["-Warehouse has variant 18 free, 0 left", "+Warehouse has variant 18 for credits, 0 left"], {WANDA: ()},
    ),
    _change(
        "Branch", "itself", NEXT_DOORS, OURS, (MALLORY,),
        [_next_door(fact) for fact in _described("Branch")], {},
    ),
]  # fmt: skip

ROWS = [*MADE, *OUTLET, *ELSEWHERE]
