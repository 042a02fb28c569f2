"""createGroup: make a group, with its tags, users, courses and subscription variants."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Change
from rollbook.contract.permissions import ENROLL, MANAGE_GROUPS
from rollbook.contract.rules import Holds, Refuse
from rollbook.vocabulary.groups import GROUP_ERRORS, GroupName, group_row, limit_is_complete, obstacles

CG = error_table("CG", Source.OURS, GROUP_ERRORS + """
    51 The required permissions are not met to call the createGroup method.
    76 User {item} - You do not have permissions to enroll the user.
""")  # fmt: skip


class CreateGroup(Change):
    """Make a group. A caller who is no administrator or owner becomes a member of it, with MANAGE_GROUP.

    A caller who may enrol in no group so far gets MANAGE_GROUP_COURSES instead.
    """

    known = "Request from the vendor's page and a client; answer from a client; codes ours."
    access, denied = MANAGE_GROUPS, CG["51"]
    container, row = "Group", group_row(CG, new=True)
    rules = (
        Refuse("namesake", "group", by="Name", error=CG["55"]),
        Refuse("identifier_holder", "group", by="GroupID", error=CG["56"]),
        limit_is_complete(CG["57"]),
        Holds("may_enroll", ENROLL),
    )
    write, not_stored = "new_group", obstacles(CG)
    info = Info(GroupName)
