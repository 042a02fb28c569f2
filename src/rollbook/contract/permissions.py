"""Who may do what: the account roles and the nine group permissions, under the API's codes."""

import enum


class Role(enum.StrEnum):
    """A user's role in the account. Source: DOC (user access roles), and OURS for the auditor."""

    LEARNER = "learner"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    OWNER = "owner"

    @property
    def is_above_groups(self) -> bool:
        """Whether the role reaches every group, and is out of reach of the API's user methods."""
        return self is not Role.LEARNER

    def is_above(self, other: "Role") -> bool:
        """Whether the role may do more than another."""
        ranks = [*Role]
        return ranks.index(self) > ranks.index(other)

    @property
    def may_write(self) -> bool:
        """Whether the role may change anything at all: an auditor reads the whole account and changes nothing."""
        return self is not Role.AUDITOR


class Permission(enum.IntFlag):
    """What a member of a group may do there; kept as one number a membership. Source: PHP (codes), DOC (names)."""

    MANAGE_GROUP = 1
    CREATE_COURSE = 2
    MANAGE_GROUP_COURSES = 4
    MANAGE_USERS = 8
    MANAGE_GROUP_USERS = 16
    VIEW_LEARNER_RESULTS = 32
    PROCTOR = 64
    MARKER = 128
    INSTRUCTOR = 256


MANAGE_USERS = Permission.MANAGE_GROUP | Permission.MANAGE_GROUP_USERS | Permission.MANAGE_USERS
"""May see the users whose home group it is, and make and change them. Source: DOC (createUser, getUserGroups)."""

MANAGE_GROUPS = Permission.MANAGE_GROUP | Permission.MANAGE_GROUP_COURSES | Permission.MANAGE_GROUP_USERS
"""May see the group, make others, and change of it what the permission is about. Source: DOC (getGroup)."""

ASSIGN = Permission.MANAGE_GROUP | Permission.MANAGE_GROUP_COURSES
"""May assign the group's courses and variants to groups. Source: OURS."""

ENROLL = Permission.MANAGE_GROUP | Permission.MANAGE_GROUP_USERS
"""May enrol the group's users, and enter their history. Source: DOC (group permissions GM and MGU)."""
