"""A world in which the sample of every method is good, and the ids that are not known before something is made."""

from rollbook.methods import METHODS
from rollbook.records import tables
from rollbook.reference.samples import sample_package
from tests import cast
from tests.scenery import extended
from tests.served import Served

ENROLLMENT, CALL, KEY = ">9001<", ">8001<", "<APIKeyID>301<"
"""Ids of an enrolment, of a call and of a key in the samples; real ones are assigned when they are made."""
SAMPLED = extended(
    cast.FINA_SHOES.replace("surname: Brown, ", "surname: Brown, teams: [First aid], ").replace(
        ", historical: true", ""
    ),
    custom_fields="  - Shoe size\n",
    teams="  - First aid\n",
    enrollments="  - {user: FS-1000, group: Sales, learning_module: 3860, session: 502, status: Completed, grade: A, "
    "enrolled: 2024-06-07}\n"
    "  - {user: FS-1001, group: Sales, learning_module: 3860, session: 504, status: Enrolled, enrolled: 2024-06-07}\n",
    subscription_enrollments="  - {user: FS-1001, group: Sales, variant: 17, starts: 2024-03-01T09:00, "
    "ends: 2024-05-30T09:00}\n",
)
"""The cast, and whatever else the samples refer to."""


def with_ids(server: Served, package: str) -> str:
    """Make what a sample refers to by an id that was assigned, and put the id in its place."""
    if ENROLLMENT in package or CALL in package:
        answer = server.call(sample_package(METHODS["enrollLearningModules"]))
        made = answer.tree.findtext(".//AccountUserLearningModuleRelID", "")
        call = max(row["id"] for row in server.rows(tables.calls))
        return package.replace(ENROLLMENT, f">{made}<").replace(CALL, f">{call}<")
    if KEY in package:
        key = server.call(sample_package(METHODS["createAPIKey"])).tree.findtext(".//APIKeyID", "")
        return package.replace(KEY, f"<APIKeyID>{key}<")
    return package
