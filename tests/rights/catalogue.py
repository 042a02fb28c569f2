"""The rows about what the whole account has: the catalogue, names of teams, tags and custom fields, roles and keys.

Administrators and owners alone make and change it, each in their own account.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tests.methods.people import Tree
from tests.rights.rows import ACCOUNTS, NEXT_DOORS, Row, each
from tests.rights.scene import ABOVE, ADMIN, MALLORY, OWNER

NEXT_DOOR = "next door: "


def _new(method: str, tree: Tree, fact: str) -> Row:
    """Something that needs nothing else: everyone who may makes it in their own account."""
    return Row(method, "with nothing", ACCOUNTS, tree, ABOVE, (f"+{fact}",), {MALLORY: (f"+{NEXT_DOOR}{fact}",)})


def _both(
    method: str, ours: Tree, theirs: Tree, facts: Sequence[str], theirs_facts: Sequence[str], code: str
) -> Iterator[Row]:
    """Something that is on record in one account, and not there in the other. Facts are with their sign."""
    mine = tuple(sorted(facts))
    hers = tuple(sorted(f"{fact[0]}{NEXT_DOOR}{fact[1:]}" for fact in theirs_facts))
    yield Row(method, "of the account", ACCOUNTS, ours, ABOVE, mine, {MALLORY: code})
    yield Row(method, "of another account", NEXT_DOORS, theirs, (), (), {**each(ABOVE, code), MALLORY: hers})


def _course(number: int) -> Tree:
    return {"LearningModule": {"LearningModuleID": number, "Status": "Archived"}}


def _new_session(course: int) -> Tree:
    session = {"LearningModuleID": course, "StartDate": "01-Mar-2090", "InternalInstructors": ""}
    return {"LearningModule": {"CourseSession": session}}


def _session(number: int) -> Tree:
    return {"LearningModule": {"CourseSession": {"CourseSessionID": number, "Venue": "Omaha"}}}


def _subscription(number: int) -> Tree:
    return {"Subscription": {"SubscriptionID": number, "Name": "New"}}


def _new_variant(subscription: int) -> Tree:
    new = {"SubscriptionID": subscription, "Name": "New", "DurationType": "Unlimited"}
    return {"SubscriptionVariant": new}


def _variant(number: int) -> Tree:
    return {"SubscriptionVariant": {"VariantID": number, "Name": "New"}}


def _renamed(container: str, tag: str, name: str) -> Tree:
    return {container: {"Identifier": {tag: name}, tag: "New"}}


NEW_COURSE: Tree = {"LearningModule": {"Name": "New", "Type": "Online"}}
CATALOGUE = [
    _new("createLearningModule", NEW_COURSE, "New is a course, Active"),
    *_both(
        "updateLearningModule", _course(2), _course(92),
        ["-Of Sales too is a course, Active", "+Of Sales too is a course, Archived"],
        ["-Theirs too is a course, Active", "+Theirs too is a course, Archived"], "ULMO:55",
    ),
    *_both(
        "createSession", _new_session(1), _new_session(91),
        ["+1 has a session made by a call"], ["+91 has a session made by a call"], "CS:52",
    ),
    *_both(
        "updateSession", _session(71), _session(971),
        ["-7 has a session 71", "+7 has a session 71 at Omaha"],
        ["-97 has a session 971", "+97 has a session 971 at Omaha"], "US:52",
    ),
    _new("createSubscription", {"Subscription": {"Name": "New"}}, "New is a subscription"),
    *_both(
        "updateSubscription", _subscription(7), _subscription(97),
        ["-All is a subscription", "+New is a subscription"], ["-All is a subscription", "+New is a subscription"],
        "USU:55",
    ),
    *_both(
        "createVariant", _new_variant(7), _new_variant(97),
        ["+New is a variant of 7"], ["+New is a variant of 97"], "CV:58",
    ),
    *_both(
        "updateVariant", _variant(16), _variant(96),
        ["-Of Sales is a variant of 7", "+New is a variant of 7"],
        ["-Theirs is a variant of 97", "+New is a variant of 97"], "UV:58",
    ),
]  # fmt: skip
NAMES = [
    _new("createTeam", {"Team": {"TeamName": "New"}}, "New is a team"),
    *_both(
        "updateTeam", _renamed("Team", "TeamName", "Crew"), _renamed("Team", "TeamName", "Squad"),
        ["-Crew is a team", "+New is a team"], ["-Squad is a team", "+New is a team"], "UTE:54",
    ),
    _new("createTag", {"Tag": {"TagName": "New"}}, "New is a tag"),
    *_both(
        "updateTag", _renamed("Tag", "TagName", "Zone"), _renamed("Tag", "TagName", "Area"),
        ["-Zone is a tag", "+New is a tag"], ["-Area is a tag", "+New is a tag"], "UTA:54",
    ),
    _new("createCustomField", {"CustomField": {"Name": "New"}}, "New is a custom field"),
    *_both(
        "updateCustomField", _renamed("CustomField", "Name", "Size"), _renamed("CustomField", "Name", "Height"),
        ["-Size is a custom field", "+New is a custom field"], ["-Height is a custom field", "+New is a custom field"],
        "UCF:54",
    ),
]  # fmt: skip


def _role(user: str) -> Tree:
    return {"User": {"Identifier": {"EmployeeID": user}, "Role": "Auditor"}}


def _new_key(user: str) -> Tree:
    return {"APIKey": {"Identifier": {"EmployeeID": user}}}


def _adhoc_key(user: str) -> Tree:
    return {"User": {"Identifier": {"EmployeeID": user}}}


def _authorization(user: str) -> Tree:
    return {"Security": {"EmployeeID": user}}


def _key(of: str) -> Tree:
    return {"APIKey": {"APIKeyID": f"KEY-{of}"}}


def _is(user: str, home: str, role: str) -> str:
    return f"{user} is at home in {home}, without title, {role}"


SAM, NILS = ("SAM", "Sales"), ("NILS", "Branch")
MOVED = (
    "-Fina Shoes is an account in UTC", "+Fina Shoes is an account in US/Central",
    "-Next Door is an account in UTC", "+Next Door is an account in US/Central",
)  # fmt: skip
KEYS = [
    *(
        replace(row, may=(OWNER,) if row.may else (), but={**row.but, ADMIN: "SR:51"})
        for row in _both(
            "setRole", _role("SAM"), _role("NILS"),
            [f"-{_is(*SAM, 'learner')}", f"+{_is(*SAM, 'auditor')}"],
            [f"-{_is(*NILS, 'learner')}", f"+{_is(*NILS, 'auditor')}"], "SR:53",
        )
    ),
    *_both(
        "createAPIKey", _new_key("SAM"), _new_key("NILS"), ["+SAM has a key"], ["+NILS has a key"], "CAK:53",
    ),
    *_both(
        "createAdhocAPIKey", _adhoc_key("SAM"), _adhoc_key("NILS"), ["+SAM has a key"], ["+NILS has a key"], "CAAK:54",
    ),
    *(
        Row(
            "createAdhocAPIKey", f"of {above}", ACCOUNTS, _adhoc_key(above), (), (),
            {**each(ABOVE, "CAAK:55"), MALLORY: "CAAK:54"},
        )
        for above in ABOVE
    ),
    *_both(
        "requestExternalAuthorization", _authorization("SAM"), _authorization("NILS"),
        ["+SAM has a link to sign-in"], ["+NILS has a link to sign-in"], "REA:54",
    ),
    *(
        Row(
            "requestExternalAuthorization", f"of {above}", ACCOUNTS, _authorization(above), (), (),
            {**each(ABOVE, "REA:55"), MALLORY: "REA:54"},
        )
        for above in ABOVE
    ),
    *_both(
        "revokeAPIKey", _key("LEARNER"), _key("MALLORY"),
        ["-LEARNER has a key", "+LEARNER has a key that is revoked"],
        ["-MALLORY has a key", "+MALLORY has a key that is revoked"], "RAK:52",
    ),
    Row(
        "updateAccount", "its time zone", ACCOUNTS, {"Account": {"Timezone": "US/Central"}}, ABOVE, MOVED[:2],
        {MALLORY: tuple(f"{each[0]}{NEXT_DOOR}{each[1:]}" for each in MOVED[2:])},
    ),
]  # fmt: skip
ROWS = [*CATALOGUE, *NAMES, *KEYS]
