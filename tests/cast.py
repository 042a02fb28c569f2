"""The cast: two accounts side by side, as world files, and the names and numbers that tests call them by.

Fina Shoes has an owner, an administrator, managers of one group and learners. Mallory owns the account next door, where
the same ids mean other things.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A user; the key is empty for one who never calls."""

    email: str
    employee_id: str
    api_key: str = ""


FINA_KEY = "0123456789ABCDEF0123456789ABCDEF"
NEXT_DOOR_KEY = "FEDCBA9876543210FEDCBA9876543210"

OLGA = Person("olga.owner@finashoes.com", "FS-1", "olga-0123456789")
ADAM = Person("adam.admin@finashoes.com", "FS-2", "adam-0123456789")
GITA = Person("gita.manager@finashoes.com", "FS-3", "gita-0123456789")
MIRO = Person("miro.users@finashoes.com", "FS-4", "miro-0123456789")
LENA = Person("lena.learner@finashoes.com", "FS-1000", "lena-0123456789")
DANA = Person("dana.brown@finashoes.com", "FS-1001")
IRIS = Person("iris.inactive@finashoes.com", "FS-1002", "iris-0123456789")
NOOR = Person("", "FS-1003")
WALT = Person("walt.warehouse@finashoes.com", "FS-1004")
MALLORY = Person("mallory@nextdoor.example", "ND-1", "mallory-0123456789")
NILS = Person("nils@nextdoor.example", "ND-2")

COURSE = 3860
OTHER_COURSE = 3863
ONLINE_COURSE = 3861
SCORM_COURSE = 3862

PERCENTAGE_SESSION = 501
LETTER_SESSION = 502
PASS_FAIL_SESSION = 503
UNGRADED_SESSION = 504
FUTURE_SESSION = 505
HISTORICAL_SESSION = 506
OTHER_COURSE_SESSION = 511

SUBSCRIPTION = 7
OTHER_SUBSCRIPTION = 9
UNLIMITED_VARIANT = 16
DAYS_VARIANT = 17
DATES_VARIANT = 18
EXPIRED_VARIANT = 19
INACTIVE_VARIANT = 20
SECOND_UNLIMITED_VARIANT = 21
VARIANT_OF_INACTIVE_SUBSCRIPTION = 22
CREDITS_VARIANT = 23
NO_CREDITS_VARIANT = 24
UNASSIGNED_VARIANT = 25

CREDITS = 2
"""What Sales has left of CREDITS_VARIANT."""

SALES = "Sales"
"""Everyone but Walt and Olga is in it; Gita and Miro may enrol there."""
SALES_ID = "sales"
WAREHOUSE = "Warehouse"
"""Dana and Walt are in it; Gita, Miro and Lena hold nothing there."""
HEAD_OFFICE = "Head Office"
"""Dana is in it; it has no course and no variant."""

FINA_SHOES = """
account: {name: Fina Shoes, timezone: US/Central, api_key: 0123456789ABCDEF0123456789ABCDEF}
tags: [Region]
users:
  - {email: olga.owner@finashoes.com, employee_id: FS-1, given_name: Olga, surname: Owner,
     role: owner, api_key: olga-0123456789}
  - {email: adam.admin@finashoes.com, employee_id: FS-2, given_name: Adam, surname: Admin,
     role: administrator, home_group: Sales, api_key: adam-0123456789}
  - {email: gita.manager@finashoes.com, employee_id: FS-3, given_name: Gita, surname: Manager,
     home_group: Sales, api_key: gita-0123456789}
  - {email: miro.users@finashoes.com, employee_id: FS-4, given_name: Miro, surname: Users,
     home_group: Sales, api_key: miro-0123456789}
  - {email: lena.learner@finashoes.com, employee_id: FS-1000, given_name: Lena, surname: Learner,
     home_group: Sales, api_key: lena-0123456789}
  - {email: dana.brown@finashoes.com, employee_id: FS-1001, given_name: Dana, surname: Brown, home_group: Sales}
  - {email: iris.inactive@finashoes.com, employee_id: FS-1002, given_name: Iris, surname: Idle,
     home_group: Sales, status: Inactive, api_key: iris-0123456789}
  - {employee_id: FS-1003, given_name: Noor, surname: Nomail, home_group: Sales}
  - {email: walt.warehouse@finashoes.com, employee_id: FS-1004, given_name: Walt, surname: House, home_group: Warehouse}
groups:
  - name: Sales
    group_id: sales
    tags: {Region: [North]}
    members:
      - {user: gita.manager@finashoes.com, permissions: [MANAGE_GROUP]}
      - {user: miro.users@finashoes.com, permissions: [MANAGE_GROUP_USERS]}
      - {user: lena.learner@finashoes.com, permissions: [VIEW_LEARNER_RESULTS]}
    learning_modules: [3860, 3861, 3862, 3863]
    subscription_variants:
      - {id: 16}
      - {id: 17}
      - {id: 18}
      - {id: 19}
      - {id: 20}
      - {id: 21}
      - {id: 22}
      - {id: 23, requires_credits: true, credits: 2}
      - {id: 24, requires_credits: true, credits: 0}
  - name: Warehouse
    group_id: warehouse
    members:
      - {user: dana.brown@finashoes.com}
    learning_modules: [3860]
    subscription_variants: [{id: 16}]
  - name: Head Office
    group_id: head-office
    members:
      - {user: dana.brown@finashoes.com}
learning_modules:
  - id: 3860
    name: Fitting shoes, in the shop
    type: Instructor-Led
    sessions:
      - {id: 501, grade_type: Percentage, starts: 2024-03-01T09:00, minutes: 120}
      - {id: 502, grade_type: LetterGrade, starts: 2024-03-02T09:00, minutes: 120}
      - {id: 503, grade_type: PassFail, starts: 2024-03-03T09:00, minutes: 120}
      - {id: 504, starts: 2024-03-04T09:00, minutes: 120}
      - {id: 505, grade_type: Percentage, starts: 2999-03-01T09:00, minutes: 120}
      - {id: 506, starts: 2999-03-02T09:00, minutes: 120, historical: true}
  - {id: 3861, name: Leather and its care, type: Online}
  - {id: 3862, name: Safe lifting, type: SCORM}
  - id: 3863
    name: The new scanners
    type: Instructor-Led
    sessions:
      - {id: 511, starts: 2024-03-01T09:00, minutes: 45}
subscriptions:
  - id: 7
    name: Shop floor
    variants:
      - {id: 16, name: Unlimited, duration: unlimited, learning_modules: [3860]}
      - {id: 17, name: Quarter, duration: {days: 90}}
      - {id: 18, name: For long, duration: {start: 2020-01-01, end: 2998-12-31}}
      - {id: 19, name: Expired, duration: {start: 2020-01-01, end: 2020-12-31}}
      - {id: 20, name: Withdrawn, duration: unlimited, status: Inactive}
      - {id: 21, name: Unlimited too, duration: unlimited}
  - id: 8
    name: Old stock
    status: Inactive
    variants:
      - {id: 22, name: Unlimited, duration: unlimited}
  - id: 9
    name: Leadership
    variants:
      - {id: 23, name: Week, duration: {days: 7}}
      - {id: 24, name: Day, duration: {days: 1}}
      - {id: 25, name: Unlimited, duration: unlimited}
"""

NEXT_DOOR_SHOES = """
account: {name: Next Door Shoes, timezone: Europe/Berlin, api_key: FEDCBA9876543210FEDCBA9876543210}
users:
  - {email: mallory@nextdoor.example, employee_id: ND-1, given_name: Mallory, surname: Next,
     role: owner, api_key: mallory-0123456789}
  - {email: nils@nextdoor.example, employee_id: ND-2, given_name: Nils, surname: Next, home_group: Sales}
groups:
  - name: Sales
    group_id: sales
    learning_modules: [3860]
    subscription_variants: [{id: 16, requires_credits: true, credits: 5}]
learning_modules:
  - id: 3860
    name: Selling shoes
    type: Instructor-Led
    sessions:
      - {id: 501, grade_type: PassFail, starts: 2023-05-05T10:00, minutes: 60}
subscriptions:
  - id: 7
    name: Everything
    variants:
      - {id: 16, name: Unlimited, duration: unlimited}
"""
