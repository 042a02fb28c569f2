"""The tables of codes as the vendor's two pages print them: what tests expect is taken from here, not from our code."""

import re
from collections.abc import Collection

ENROLL_SESSION_HISTORY = """
ESH:01 The Email provided is not valid.
ESH:02 The EmployeeID provided is not valid.
ESH:03 The GroupName provided is not valid.
ESH:04 The GroupID provided is not valid.
ESH:05 The LearningModuleID provided is not valid.
ESH:06 The LearningModuleSessionID provided is not valid.
ESH:07 The EnrollmentStatus provided is not valid.
ESH:09 The Grade provided is not valid.
ESH:10 The EnrolledDate provided is not valid.
ESH:11 The required permissions are not met to call the enrollmentSessionHistory method.
ESH:12 Enrollment [block #] - Enrolled date provided is not valid.
ESH:13 Enrollment [block #] - Enrollment Status is not valid. Valid statuses are 'NotAttended', 'Attended' or\
 'Completed'.
ESH:14 Enrollment [block #] - The Learning Module ID provided is not valid.
ESH:15 Enrollment [block #] - The Learning Module Session ID provided is not valid.
ESH:16 Enrollment [block #] - The Learning Module Session ID was not provided.
ESH:17 Enrollment [block #] - Grade is not valid for session with grade type 'Letter Grade'. Letter Grade must be 5\
 characters or less.
ESH:18 Enrollment [block #] - Grade is not valid for session with grade type 'Pass/Fail'. Valid values are 'Pass' and\
 'Fail'.
ESH:19 Enrollment [block #] - Grade is not valid for session with grade type 'Percentage'.
ESH:20 Enrollment [block #] - If enrollment status is Not Attended, user cannot have a grade.
ESH:21 Enrollment [block #] - The email address '[user email]' is not a valid user.
ESH:22 Enrollment [block #] - The employee id '[employee id]' is not a valid user.
ESH:23 The group name '[group name]' is not valid.
ESH:24 The group identifier '[group id]' is not valid.
ESH:25 You do not have permissions to assign a user a course under the group selected.
ESH:26 The user provided is already enrolled into the session.
ESH:27 The course is not assigned to the learner's group.
ESH:28 Historical Session enrollment failed.
"""

ENROLL_SUBSCRIPTION_VARIANTS = """
ESV:01 The E-mail address provided is not valid.
ESV:02 The Employee ID provided is not valid.
ESV:03 The Group Name provided is not valid.
ESV:04 The Subscription Variant ID provided is not valid.
ESV:05 The Enrollment Tag provided is not valid.
ESV:06 The required permissions are not met to call the enrollSubscriptionVariants method.
ESV:07 Enrollment %blocknum% - The email address '%emailaddress%' is not a valid user.
ESV:08 Enrollment %blocknum% - The employee id '%employeeid%' is not a valid user.
ESV:09 Enrollment %blocknum% - No user identifier was provided.
ESV:10 Enrollment %blocknum% - The Subscription Variant ID provided is not valid.
ESV:11 Enrollment %blocknum% - The group name '%groupname%' is not valid.
ESV:12 Enrollment %blocknum% - You cannot assign the subscription variant under the group selected.
ESV:13 Enrollment %blocknum% - You do not have permissions to assign a user a subscription variant under the group\
 selected.
ESV:14 Enrollment %blocknum% - %enrollmenterror%
"""

REASONS = {
    "credits": "Insufficient credits",
    "unlimited": "User already has an unlimited enrollment in the subscription",
    "expired": "The subscription variant has expired",
}
"""What the page prints below ESV:14: the reasons that may stand for %enrollmenterror%."""

TEXTS = dict(line.split(" ", 1) for line in (ENROLL_SESSION_HISTORY + ENROLL_SUBSCRIPTION_VARIANTS).split("\n") if line)
"""Every text by its code."""

PLACEHOLDER = re.compile(r"\[[a-z #]+\]|%[a-z]+%")


def codes_of(table: str) -> Collection[str]:
    """The codes of one of the two tables."""
    return {line.split(" ", 1)[0] for line in table.split("\n") if line}


def message(code: str, block: int, told: str = "") -> str:
    """The message of a code for a block: the page's text, with the block's number and what else is told filled in."""
    return PLACEHOLDER.sub(lambda found: str(block) if "block" in found[0] else told, TEXTS[code])
