"""What the tags of reports mean, and a good value of each: such that the sample report finds something."""

REPORTS: dict[str, tuple[str, ...]] = {
    "LearningModule/Filters": ("what a course must be like to be listed; all filters count together",),
    "Filters/Name": ("the course's name",),
    "Filters/Name/Value": ("the name, or a part of it", "Fitting shoes, in the shop"),
    "LearningModule/Filters/Status": ("the course's status; all where nothing is said", "Active"),
    "LearningModule/Filters/Type": ("the kind of course; all where nothing is said", "Instructor-Led"),
    "SubscriptionVariant/Filters": ("what is listed; all filters count together",),
    "SubscriptionVariant/Filters/SubscriptionID": ("the subscription whose variants are listed", "7"),
    "SubscriptionVariant/Filters/Status": ("the status; all where nothing is said", "Active"),
    "Subscription/Name": ("", "Shop floor"),
    "Subscription/Description": ("", "All that the shop needs"),
    "Variant/Name": ("", "Quarter"),
    "Variant/VariantID": ("", "17"),
    "DurationType": ("", "Days"),
    "DurationDays": ("", "90"),
    "Variant/StartDate": ("", " "),
    "Variant/EndDate": ("", " "),
    "Report/Filters": ("which enrolments; all filters count together",),
    "EnrollmentID": ("the enrolment's id; the tag is left out where it is not asked for", "382713520119808000"),
    "Filters/Groups": ("the groups in which the enrolments were made",),
    "Groups/Which": ("the groups by their status, or by name",),
    "Groups/GroupStatus": ("the status of the groups", "Active"),
    "Groups/GroupNames": ("the groups by name; a name that no group has adds nothing",),
    "GroupTags2": ("tags that a group must have, all of them",),
    "GroupTag2/Tag": ("the tag",),
    "Filters/LearningModules": ("the courses, how far the learners got in them, and when",),
    "LearningModules/LearningModule": ("the courses",),
    "LearningModuleStatus": ("the courses' status; all where nothing is said", "Active"),
    "LearningModuleNames": ("the courses by name; a name that no course has adds nothing",),
    "LearningModuleName": ("the name, compared without case and with blanks folded", "Fitting shoes, in the shop"),
    "EnrollmentStatuses": ("statuses, of which an enrolment has to have one; all where nothing is said",),
    "EnrollmentStatuses/EnrollmentStatus": (
        "a status; no enrolment here is Unconfirmed, Warning, Attending, Not Attending or Cancelled",
        "Completed",
    ),
    **{
        f"LearningModules/{kind}s": (f"periods; {what} has to lie in one of them",)
        for kind, what in {
            "CompletedDate": "the completion",
            "DueDate": "the due date",
            "EnrolledDate": "the enrolment",
            "GracePeriodDate": "the end of access",
            "LastAccessedDate": "the last that is known of the learner in the course",
            "StartedDate": "the beginning",
        }.items()
    },
    **{
        f"{kind}{side}": (f"the {which} day, or moment, that counts; in UTC", value)
        for kind in ("CompletedDate", "DueDate", "EnrolledDate", "GracePeriodDate", "LastAccessedDate", "StartedDate")
        for side, which in (("From", "first"), ("To", "last"))
        for value in [{"EnrolledDateFrom": "01-Jan-2024", "EnrolledDateTo": "31-Dec-2024"}.get(kind + side, " ")]
    },
    "Filters/Enrollments": ("when the enrolments were put on record",),
    "Enrollments/CreatedDate": ("when the enrolment was put on record",),
    "Enrollments/ModifiedDate": ("the same: an enrolment does not change, it is made or taken back",),
    "Report/Filters/Users": ("the learners",),
    "Users/Which": ("the learners by their status, or by name",),
    "Users/UserStatus": ("the learners' status", "Active"),
    "Users/UserIdentifier": ("the learners by name: each that is named counts",),
    "UserIdentifier/EmailAddress": ("a learner's e-mail address, compared without case", "lena.learner@finashoes.com"),
    "UserIdentifier/EmployeeID": ("a learner's employee id, compared exactly", "FS-1000"),
    "Report/Columns": ("what is told of each enrolment besides the tags that every row has",),
    "ColumnName": ("a column; it is answered in a tag of its own, USER_EMAIL as LearnerEmail", "USER_EMAIL"),
    "Report/CustomFields": ("the account's own fields that are told of each learner",),
    "FieldName": ("the field's name, compared without case and with blanks folded", "Shoe size"),
    "Learner/ID": ("", "382713520119808000"),
    "Learner/CourseName": ("", "Fitting shoes, in the shop"),
    "Learner/LastName": ("", "Learner"),
    "Learner/FirstName": ("", "Lena"),
    "Learner/UserID": ("", "382713520119808001"),
    "LearnerEmail": ("", "lena.learner@finashoes.com"),
}
"""By the tag's name; with those of the elements around it where the name alone does not say enough."""
