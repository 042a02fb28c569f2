"""updateGroup: change a group and what is in it; what is missing or empty is unchanged."""

from rollbook.contract.answers import Info
from rollbook.contract.errors import Source, error_table
from rollbook.contract.method import Change
from rollbook.contract.permissions import ASSIGN, MANAGE_GROUPS, Permission
from rollbook.contract.rules import Allow, Find, Refuse
from rollbook.vocabulary.groups import GROUP_ERRORS, HELP, GroupName, group_row, limit_is_complete, obstacles

UG = error_table("UG", Source.OURS, GROUP_ERRORS + """
    51 The required permissions are not met to call the updateGroup method.
    80 The requested group does not exist.
    81 You do not have permissions to change the group itself.
    82 You do not have permissions to change the users of the group.
    83 You do not have permissions to change what users may do in the group.
    84 You do not have permissions to change the courses and subscription variants of the group.
    85 User {item} - The group is the user's home group.
""")  # fmt: skip
NAMED = ("Name", "GroupID", "Status", "Description", "HomeGroupMessage", "NotificationEmails")
ITSELF = (*NAMED, *HELP, "Tags2", "UserLimit.Enabled", "UserLimit.Amount", "DashboardSetID")
GROUP, USERS = Permission.MANAGE_GROUP, Permission.MANAGE_GROUP_USERS


class UpdateGroup(Change):
    """Change a group, wholly or not at all: the group itself, its users, its courses and subscription variants."""

    known = "Request from the vendor's page and a client; answer from a client; codes ours."
    access, denied = MANAGE_GROUPS, UG["51"]
    container, row = "Group", group_row(UG, new=False)
    rules = (
        Find("group", "group", by="Identifier", error=UG["80"]),
        Allow(within="group", error=UG["80"]),
        Allow(within="group", given=ITSELF, holding=GROUP, error=UG["81"]),
        Allow(within="group", given="Users", holding=GROUP | USERS, error=UG["82"]),
        Allow(within="group", given="Users.Permissions", holding=GROUP, error=UG["83"]),
        Allow(within="group", given=("LearningModules", "SubscriptionVariants"), holding=ASSIGN, error=UG["84"]),
        Refuse("namesake", "group", by="Name", but="group", error=UG["55"]),
        Refuse("identifier_holder", "group", by="GroupID", but="group", error=UG["56"]),
        limit_is_complete(UG["57"]),
    )
    write, not_stored = "group", {**obstacles(UG), "home_group_taken": UG["85"]}
    info = Info(GroupName)
