"""Two accounts for the matrix of rights, and everyone who calls in it.

Each of the nine permissions is held by one user, who holds it in Sales and Outlet and holds no other. Warehouse is the
neighbour group. The account next door has nothing that is called as something of Fina Shoes is.
"""

from rollbook.contract.permissions import Permission

FINA_KEY, NEXT_DOOR_KEY = "0123456789ABCDEF0123456789ABCDEF", "FEDCBA9876543210FEDCBA9876543210"

MG, CC, MGC, MU, MGU, VLR, QP, LAQM, ILTI = HOLDERS = [str(each.name) for each in Permission]
"""Holders of one permission in Sales and Outlet, each called as what they hold."""
OWNER, ADMIN, LEARNER, WANDA = "OWNER", "ADMIN", "LEARNER", "WANDA"
"""A learner is in Sales and Outlet and holds nothing; Wanda holds MANAGE_GROUP in Warehouse."""
MALLORY, INTRUDER = "MALLORY", "INTRUDER"
"""The owner of the account next door: with that account's key, and with the key of Fina Shoes."""

CALLERS = (OWNER, ADMIN, *HOLDERS, LEARNER, WANDA, MALLORY, INTRUDER)
ABOVE = (OWNER, ADMIN)


def keys_of(caller: str) -> tuple[str, str]:
    """The account's key and the user's."""
    user = MALLORY if caller == INTRUDER else caller
    return NEXT_DOOR_KEY if caller == MALLORY else FINA_KEY, key_of(user)


def key_of(user: str) -> str:
    """The key of a user, long enough to be one."""
    return f"key-of-{user}-0123456789"


def _member(user: str, held: str = "") -> str:
    return f"      - {{user: {user}, permissions: [{held}]}}\n"


def _caller(user: str, rest: str) -> str:
    return f"  - {{employee_id: {user}, given_name: A, surname: B, api_key: {key_of(user)}, {rest}}}\n"


_HOLDERS = "".join(_member(each, each) for each in HOLDERS)
FINA_SHOES = f"""
account: {{name: Fina Shoes, timezone: UTC, api_key: {FINA_KEY}}}
teams: [Crew]
tags: [Zone]
custom_fields: [Size]
users:
{_caller(OWNER, "role: owner")}\
{_caller(ADMIN, "role: administrator")}\
{"".join(_caller(each, "home_group: Sales") for each in (*HOLDERS, LEARNER))}\
{_caller(WANDA, "home_group: Warehouse")}\
  - {{employee_id: SAM, given_name: A, surname: B, home_group: Sales}}
  - {{employee_id: OTTO, given_name: A, surname: B, home_group: Sales}}
  - {{employee_id: VERA, given_name: A, surname: B, home_group: Sales}}
  - {{employee_id: WALT, given_name: A, surname: B, home_group: Warehouse}}
groups:
  - name: Sales
    members:
{_HOLDERS}\
{_member(LEARNER)}\
    learning_modules: [1, 2]
    subscription_variants: [{{id: 16}}, {{id: 17, requires_credits: true, credits: 2}}]
  - name: Outlet
    members:
{_HOLDERS}\
{_member(LEARNER)}\
{_member("OTTO")}\
    learning_modules: [5]
    subscription_variants:
      - {{id: 19, requires_credits: true, credits: 3}}
      - {{id: 20, requires_credits: true, credits: 4, removed: true}}
  - name: Warehouse
    members:
{_member(WANDA, MG)}\
{_member("VERA")}\
    learning_modules: [3, 4, 6]
    subscription_variants: [{{id: 18}}]
learning_modules:
  - {{id: 1, name: Of Sales, type: Instructor-Led, sessions: [{{id: 11, starts: 2024-03-01T09:00, minutes: 60}}]}}
  - {{id: 2, name: Of Sales too, type: Online}}
  - {{id: 7, name: To come, type: Instructor-Led, sessions: [{{id: 71, starts: 2999-03-01T09:00, minutes: 60}}]}}
  - {{id: 3, name: Of Warehouse, type: Instructor-Led, sessions: [{{id: 31, starts: 2024-03-01T09:00, minutes: 60}}]}}
  - {{id: 4, name: Of Warehouse too, type: Online}}
  - {{id: 5, name: Of Outlet, type: Online}}
  - {{id: 6, name: Of Warehouse as well, type: Online}}
subscriptions:
  - id: 7
    name: All
    variants:
      - {{id: 16, name: Of Sales, duration: unlimited}}
      - {{id: 17, name: Of Sales for credits, duration: {{days: 90}}}}
      - {{id: 18, name: Of Warehouse, duration: unlimited}}
      - {{id: 19, name: Of Outlet, duration: unlimited}}
      - {{id: 20, name: Once of Outlet, duration: unlimited}}
enrollments:
  - {{user: OTTO, group: Outlet, learning_module: 5, status: Enrolled, enrolled: 2024-03-01}}
  - {{user: WALT, group: Warehouse, learning_module: 6, status: Enrolled, enrolled: 2024-03-01}}
  - {{user: LEARNER, group: Sales, learning_module: 1, session: 11, status: Enrolled, enrolled: 2024-02-01}}
  - {{user: VERA, group: Warehouse, learning_module: 3, session: 31, status: Enrolled, enrolled: 2024-02-01}}
"""
"""Sam, Otto and Vera are at home in Sales; Otto is in Outlet too, Vera in Warehouse."""

NEXT_DOOR = f"""
account: {{name: Next Door, timezone: UTC, api_key: {NEXT_DOOR_KEY}}}
teams: [Squad]
tags: [Area]
custom_fields: [Height]
users:
{_caller(MALLORY, "role: owner")}\
  - {{employee_id: NILS, given_name: A, surname: B, home_group: Branch}}
  - {{employee_id: NORA, given_name: A, surname: B, home_group: Branch}}
groups:
  - {{name: Branch, learning_modules: [91, 92, 93], subscription_variants: [{{id: 96}}]}}
learning_modules:
  - {{id: 91, name: Theirs, type: Instructor-Led, sessions: [{{id: 911, starts: 2024-03-01T09:00, minutes: 60}}]}}
  - {{id: 92, name: Theirs too, type: Online}}
  - {{id: 93, name: Theirs as well, type: Online}}
  - {{id: 97, name: Ours, type: Instructor-Led, sessions: [{{id: 971, starts: 2999-03-01T09:00, minutes: 60}}]}}
subscriptions:
  - {{id: 97, name: All, variants: [{{id: 96, name: Theirs, duration: unlimited}}]}}
enrollments:
  - {{user: NILS, group: Branch, learning_module: 93, status: Enrolled, enrolled: 2024-03-01}}
  - {{user: NORA, group: Branch, learning_module: 91, session: 911, status: Enrolled, enrolled: 2024-02-01}}
"""
