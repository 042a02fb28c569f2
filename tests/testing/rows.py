"""A row that a test server's own records take."""

import datetime as dt

from rollbook.client.methods.enroll_session_history import Enrollment, Group, User

DANA, LENA, NOBODY = "dana.brown@finashoes.com", "lena.learner@finashoes.com", "nobody@finashoes.com"
METHOD = "enrollSessionHistory"


def a_session(email: str = DANA) -> Enrollment:
    return Enrollment(
        user=User(email=email),
        group=Group(group_name="Sales"),
        learning_module_id=3860,
        learning_module_session_id=501,
        enrollment_status="Completed",
        grade=92,
        enrolled_date=dt.date(2024, 3, 1),
    )
