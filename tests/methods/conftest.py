"""The scenery of the methods' tests: the cast, and what every mistake needs to be made."""

import pytest

from tests import cast
from tests.methods.people import furnish
from tests.scenery import extended
from tests.served import Served

GROUPS = """
  - name: Outlet
    group_id: outlet
    members:
      - {user: gita.manager@finashoes.com, permissions: [MANAGE_GROUP]}
      - {user: dana.brown@finashoes.com}
      - {user: lena.learner@finashoes.com}
  - name: Showroom
    group_id: showroom
    members: [{user: gita.manager@finashoes.com, permissions: [MANAGE_GROUP]}]
    learning_modules: [3860]
    subscription_variants: [{id: 16}]
  - name: Board
    group_id: board
    members: [{user: lena.learner@finashoes.com}]
    subscription_variants: [{id: 25}]
"""
WAREHOUSE = "group_id: warehouse\n    members:\n"
LENA = "      - {user: lena.learner@finashoes.com}\n"
COURSES = """
  - id: 3865
    name: Shoes of yesterday
    type: Instructor-Led
    sessions: [{id: 521, starts: 2024-03-01T09:00, minutes: 60}]
"""
HISTORY = """
  - user: lena.learner@finashoes.com
    group: Sales
    learning_module: 3860
    session: 501
    status: Attended
    enrolled: 2024-03-01
"""
HELD = """
  - {user: lena.learner@finashoes.com, group: Sales, variant: 16, starts: 2024-03-01T09:00, unlimited: true}
  - {user: lena.learner@finashoes.com, group: Board, variant: 25, starts: 2024-03-01T09:00, unlimited: true}
"""
SCHOOL = extended(
    cast.FINA_SHOES,
    groups=GROUPS,
    learning_modules=COURSES,
    enrollments=HISTORY,
    subscription_enrollments=HELD,
).replace(WAREHOUSE, WAREHOUSE + LENA)


@pytest.fixture
def school(server: Served) -> Served:
    """The running server with the cast and a scene for every mistake.

    Gita manages Outlet, which has neither course nor variant, and Showroom, where Dana is not. No group has course
    3865. Lena is in Warehouse too, has sat in the session of the good block, and holds two subscriptions for ever.
    """
    server.load(SCHOOL, cast.NEXT_DOOR_SHOES)
    return server


CAMPUS = extended(
    SCHOOL,
    learning_modules="""
  - {id: 3866, name: Shoes we had, type: Online, status: Archived}
  - {id: 3867, name: The tanner, type: External}
  - {id: 3868, name: Nobody's course, type: Online}
""",
).replace("[3860, 3861, 3862, 3863]", "[3860, 3861, 3862, 3863, 3866, 3867]")


@pytest.fixture
def campus(server: Served) -> Served:
    """The school, with a course of each type: Sales has archived 3866 and external 3867, too, and no group has 3868."""
    server.load(CAMPUS, cast.NEXT_DOOR_SHOES)
    return server


@pytest.fixture
def staff(school: Served) -> Served:
    """The school, where both accounts have two teams and a field of their own; Gita manages three groups."""
    furnish(school)
    return school
