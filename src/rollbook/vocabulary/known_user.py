"""Users, as reports show them."""

from collections.abc import Mapping

from rollbook.contract.rows import Many, Row
from rollbook.contract.tags import Count, EmailAddress, Flag, Id, Moment, OneOf, Text


class CustomFieldValue(Row):
    """The value of one of the account's custom fields, twice: in the vendor's tags and in shorter ones."""

    Name = Text(sample="Shoe size")
    Value = Text(sample="38")
    CustomFieldName = Text(sample="Shoe size")
    CustomFieldValue = Text(sample="38")


def shown_field(name: str, value: str | None) -> Mapping[str, str | None]:
    """Return the values of a CustomFieldValue."""
    return {"Name": name, "Value": value, "CustomFieldName": name, "CustomFieldValue": value}


class KnownUser(Row):
    """All that is known of a user. Source of the order: REC; of the newer tags: PHP."""

    ID = Id(sample="382713520119808000")
    Email = EmailAddress(sample="dana.brown@finashoes.com")
    EmployeeID = Text(sample="FS-1001")
    CreatedDate = Moment(sample="2024-01-15 08:30:00.0")
    ModifiedDate = Moment(sample="2024-02-29 16:05:12.25")
    GivenName = Text(sample="Dana")
    Surname = Text(sample="Brown")
    Language = Text(sample="English")
    AllowFeedback = Flag(sample="1")
    Status = OneOf("Active", "Inactive")
    AuthenticationType = OneOf("SmarterU", "External", "Both")
    Timezone = Text(sample="(GMT-8:00) - US/Pacific")
    AlternateEmail = EmailAddress(sample="dana@home.example")
    HomeGroup = Text(sample="Sales")
    Organization = Text(sample="Fina Shoes")
    Title = Text(sample="Shop manager")
    Division = Text(sample="Retail")
    Supervisor = Text(sample="gita.manager@finashoes.com")
    Supervisors = Many("Supervisor", Text(sample="gita.manager@finashoes.com"))
    Birthdate = Text(sample=None)
    HireDate = Text(sample=None)
    TerminationDate = Text(sample=None)
    PhonePrimary = Text(sample="204 555 0100")
    PhoneAlternate = Text(sample="204 555 0101")
    PhoneMobile = Text(sample="204 555 0102")
    SendMailTo = OneOf("Personal", "Organization")
    SendEmailTo = OneOf("Supervisor", "Self", "Alternate", sample="Self")
    Fax = Text(sample="204 555 0103")
    Website = Text(sample="https://dana.example")
    Address1 = Text(sample="12 Shoe Street")
    Address2 = Text(sample="back door")
    City = Text(sample="Winnipeg")
    PostalCode = Text(sample="R3C 0V8")
    Province = Text(sample="Manitoba")
    Country = OneOf("Canada", "United States", "International")
    SendWeeklyTaskReminder = Flag(sample="1")
    SendWeeklyProgressSummary = Flag(sample="0")
    Teams = Many("Team", Text(sample="First aid"))
    Roles = Many("Role", Text(sample=None))
    CustomFields = Many("CustomField", CustomFieldValue)
    Venues = Many("Venue", Text(sample=None))
    Wages = Many("Wage", Text(sample=None))
    ReceiveNotifications = Flag(sample="1")


class ListedUser(Row):
    """A user."""

    ID = Id(sample="382713520119808000")
    Email = EmailAddress(sample="dana.brown@finashoes.com")
    EmployeeID = Text(sample="FS-1001")
    GivenName = Text(sample="Dana")
    Surname = Text(sample="Brown")
    Name = Text(sample="Dana Brown")
    Status = OneOf("Active", "Inactive")
    Title = Text(sample="Shop manager")
    Division = Text(sample="Retail")
    HomeGroup = Text(sample="Sales")
    CreatedDate = Moment(sample="2024-01-15 08:30:00.0")
    ModifiedDate = Moment(sample="2024-02-29 16:05:12.25")
    Teams = Many("Team", Text(sample="First aid"))


class UserPage(Row):
    """The users of a page, and how many there are in all."""

    Users = Many("User", ListedUser)
    TotalRecords = Count(sample="1")
