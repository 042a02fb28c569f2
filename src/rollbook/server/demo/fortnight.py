"""The last two weeks of the demo as calls: an HR system by night, people by day, and what went wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rollbook.records.database.progress import Progress
from rollbook.server.demo import courses, people
from rollbook.server.demo.company import Company, Person, email_of
from rollbook.server.demo.people import AMINA, GITA, HENRIK, HR, KENJI, MAREK, OLGA, ROLF
from rollbook.server.demo.results import grade_of
from rollbook.server.demo.sending import Sender

FIRST_NIGHT = -13
NIGHT = "01:05"
REPORT = {
    "PageSize": 50,
    "Filters": {"Groups": {"GroupStatus": "All"}, "LearningModules": {}, "Users": {"UserStatus": "All"}},
    "Columns": ["GRADE", "USER_EMAIL"],
    "CustomFields": [],
}
Rows = list[dict[str, Any]]
Event = Callable[[date], None]


class Fortnight:
    """Makes the calls. `now` is the moment of the start: the last calls come some minutes before it."""

    def __init__(self, company: Company, sender: Sender, zone: ZoneInfo, now: datetime) -> None:
        self._company, self._sender, self._zone, self._now = company, sender, zone, now
        self._waiting = [
            (person, course)
            for course in (courses.FIRE, courses.PRIVACY, courses.LEATHER, courses.LIFTING, courses.TANNERY)
            for person in company.staff
            if person.is_active and person.takes(course) and (person, course) not in company.open
        ]
        company.random.shuffle(self._waiting)
        self._nights: Mapping[int, Event] = {
            -12: self._take_in_first,
            -11: self._take_in_again,
            -8: self._record_walk_ins,
            -5: self._take_in_more,
            -4: self._ask_unknown,
            -2: self._import_tannery,
        }
        self._days: Mapping[int, Sequence[Event]] = {
            -14: (self._make_keys,),
            -13: (self._record_fitting,),
            -9: (self._record_forklift, self._revoke_key),
            -7: (self._correct_digits, self._give_credits),
            -6: (self._take_back, self._refuse_strict),
            -5: (self._edit_profile, self._refuse_instructor, self._move_person),
            -3: (self._move_room,),
            -2: (self._unenroll,),
        }

    def play(self, progress: Progress) -> None:
        """Make the calls, day after day."""
        for day in range(FIRST_NIGHT - 1, 0):
            progress(day - FIRST_NIGHT + 1, -FIRST_NIGHT, "days of calls")
            when = self._company.today + timedelta(days=day)
            if day >= FIRST_NIGHT:
                self._enroll_by_night(day, when)
                self._nights.get(day, _nothing)(when)
                self._report(when)
            for event in self._days.get(day, ()):
                event(when)
        self._today()

    def _report(self, day: date) -> None:
        self._sender.json(HENRIK, self._at(day, "06:30"), "getLearnerReport", REPORT)

    def _at(self, day: date, clock: str) -> datetime:
        """Return a moment by the account's clock."""
        return datetime.combine(day, time.fromisoformat(clock), self._zone).astimezone(UTC)

    def _make_keys(self, day: date) -> None:
        for minute, (who, label) in enumerate(((HR, "HR sync"), (HENRIK, "BI report"), (HR, "Payroll, old"))):
            asked = {"Identifier": {"Email": who}, "Label": label}
            answer = self._sender.json(OLGA, self._at(day, f"09:0{minute}"), "createAPIKey", asked)
            if label == "Payroll, old":
                self._old_key = answer["rows"][0]["answer"]["APIKeyID"]
            else:
                self._sender.keys[who] = answer["rows"][0]["answer"]["UserAPI"]

    def _revoke_key(self, day: date) -> None:
        self._sender.json(OLGA, self._at(day, "15:00"), "revokeAPIKey", {"APIKeyID": self._old_key})

    def _enroll_by_night(self, day: int, when: date) -> None:
        """Enrol those whose training is due. Some nights the HR system knows less than it should."""
        count = self._company.random.randint(2, 6)
        rows = [_enrollment(*self._waiting.pop()) for _ in range(min(count, len(self._waiting)))]
        wrong: Mapping[int, dict[str, Any]] = {
            -12: {"User": {"Email": "sven.lind@finashoes.com"}},
            -8: {"LearningModuleID": courses.TILL},
            -6: {"GroupName": "Store North"},
            -4: {"User": {"Email": "dana.braun@finashoes.com"}},
            -3: {"LearningModuleID": courses.FORKLIFT},
        }
        if day in wrong:
            rows.append({**rows[0], **wrong[day]})
        if day in {-10, -1}:
            rows.append(rows[0])
        rows += [_enrollment(each, courses.WELCOME) for each in self._new(*{-11: (0, 2), -4: (2, 4)}.get(day, (0, 0)))]
        self._sender.xml(HR, self._at(when, NIGHT), "enrollLearningModules", {"Enrollment": rows})

    def _new(self, first: int, last: int) -> Iterator[Person]:
        for number, name, group, _ in people.NEW[first:last]:
            yield Person(number, email_of(name), name, group, -12)

    def _take_in(self, person: Person, title: str, at: datetime) -> None:
        given_name, _, surname = person.name.rpartition(" ")
        info = {"Email": person.email, "EmployeeID": person.employee_id, "GivenName": given_name, "Surname": surname}
        supervisor = {"SupervisorEmail": people.MANAGERS[person.group], "SupervisorAction": "Add"}
        profile = {"Supervisors": {"Supervisor": [supervisor]}, "Title": title, "HomeGroup": person.group}
        content = {"Info": info, "Profile": profile, "Groups": {"Group": [{"GroupName": person.group}]}}
        self._sender.xml(HR, at, "createUser", content)

    def _take_in_first(self, day: date) -> None:
        for minute, person in enumerate(self._new(0, 2)):
            self._take_in(person, people.NEW[minute][3], self._at(day, f"01:2{minute}"))

    def _take_in_again(self, day: date) -> None:
        """Send someone who is there already."""
        for person in self._new(0, 1):
            self._take_in(person, people.NEW[0][3], self._at(day, "01:20"))

    def _take_in_more(self, day: date) -> None:
        for minute, person in enumerate(self._new(2, 4)):
            self._take_in(person, people.NEW[minute + 2][3], self._at(day, f"01:2{minute}"))

    def _attendances(self, course: int, day: int, group: str | None = None) -> Rows:
        """Return what came of the seats in a session: the last of each group did not come."""
        session, grade_type = self._company.session(course, day), courses.TERMS[course].grade_type
        seated = [each for each in self._company.seats[session.number] if group in {None, each.group}]
        rows: Rows = [
            {
                "User": person.identifier,
                "LearningModuleID": course,
                "LearningModuleSessionID": session.number,
                "EnrollmentStatus": "Completed",
                "Grade": grade_of(self._company.random, grade_type),
            }
            for person in seated
        ]
        if len(rows) > 1:
            rows[-1]["EnrollmentStatus"] = "NotAttended"
            del rows[-1]["Grade"]
        return rows

    def _record_fitting(self, day: date) -> None:
        rows = self._attendances(courses.FITTING, -20)
        self._sender.json(AMINA, self._at(day, "14:10"), "recordAttendance", {"Attendance": rows}, is_strict=True)

    def _record_forklift(self, day: date) -> None:
        """Have two managers record their people. Marek mistypes a grade, mends it, and tries his hand at another's."""
        marek, kenji = (self._attendances(courses.FORKLIFT, -10, group) for group in ("Warehouse", "Production"))
        mistyped = [{**marek[0], "Grade": "104"}, *marek[1:], *kenji[:1]]
        self._sender.json(MAREK, self._at(day, "10:15"), "recordAttendance", {"Attendance": mistyped})
        self._sender.json(MAREK, self._at(day, "10:19"), "recordAttendance", {"Attendance": marek[:1]})
        self._sender.json(KENJI, self._at(day, "11:40"), "recordAttendance", {"Attendance": kenji})

    def _record_walk_ins(self, day: date) -> None:
        """Have the HR system record those who came without a seat, and stumble over four of them."""
        session = self._company.session(courses.FITTING, -20)
        came = [
            each for each in self._company.active("Stores South") if each not in self._company.seats[session.number]
        ]
        rows = [
            {
                "User": person.identifier,
                "Group": {"GroupName": person.group},
                "LearningModuleID": courses.FITTING,
                "LearningModuleSessionID": session.number,
                "EnrollmentStatus": "Completed",
                "Grade": grade_of(self._company.random, "Percentage"),
                "EnrolledDate": str(self._company.on(-20)),
            }
            for person in came
        ]
        rows += [
            {**rows[0], "User": {"Email": "yara.naser@finashoes.com"}},
            {**rows[0], "Grade": "9O"},
            {**rows[1], "Group": {"GroupName": "Sales"}},
            rows[-1],
        ]
        self._sender.xml(HR, self._at(day, "01:30"), "enrollSessionHistory", {"Enrollment": rows})

    def _fitted(self, *statuses: str) -> list[dict[str, Any]]:
        """Return the enrolments of these statuses that Gita may correct."""
        return [each for each in self._company.of(courses.FITTING, *statuses) if each["group"] == "Sales"]

    def _correct_digits(self, day: date) -> None:
        found = next(each for each in self._fitted("Completed") if "0" < each["grade"][0] < each["grade"][1])
        correction = {"AccountUserLearningModuleRelID": found["id"], "Grade": found["grade"][::-1]}
        reason = {"Reason": "Digits swapped on the list."}
        self._sender.json(GITA, self._at(day, "09:40"), "correctEnrollment", {"Correction": [correction | reason]})

    def _give_credits(self, day: date) -> None:
        given = {"Credits": 10, "Reason": "Order 4711"}
        content = {"GroupName": "Warehouse", "SubscriptionVariantID": courses.ONE_YEAR, **given}
        self._sender.json(AMINA, self._at(day, "11:05"), "giveCredits", content)
        rows = [
            {"User": each.identifier, "GroupName": each.group, "SubscriptionVariantID": courses.ONE_YEAR}
            for each in (*self._company.active("Production")[5:7], *self._company.active("Stores South")[5:6])
        ]
        self._sender.json(AMINA, self._at(day, "11:20"), "enrollSubscriptionVariants", {"Enrollment": rows})

    def _take_back(self, day: date) -> None:
        """Enrol a whole group in the wrong course, and take the call back."""
        rows = [_enrollment(each, courses.WELCOME) for each in self._company.active("Stores North")]
        answer = self._sender.json(AMINA, self._at(day, "10:05"), "enrollLearningModules", {"Enrollment": rows})
        content = {"CallID": answer["call_id"], "Reason": "Wrong course: Fire safety was meant"}
        self._sender.json(AMINA, self._at(day, "10:12"), "takeBackCall", content)

    def _refuse_strict(self, day: date) -> None:
        """Demand all or nothing, and get nothing: one is of another group."""
        people_of = (*self._company.active("Warehouse")[:3], *self._company.active("Sales")[:1])
        rows = [_enrollment(each, courses.WELCOME) for each in people_of]
        when = self._at(day, "16:30")
        self._sender.json(MAREK, when, "enrollLearningModules", {"Enrollment": rows}, is_strict=True)

    def _edit_profile(self, day: date) -> None:
        content = {
            "Identifier": {"Email": "chiara.rossi@finashoes.com"},
            "Info": {},
            "Profile": {"Title": "Shift leader", "PhonePrimary": "303 555 0148"},
            "Groups": [],
        }
        self._sender.json(GITA, self._at(day, "09:15"), "updateUser", content)

    def _move_person(self, day: date) -> None:
        """Move someone from one group to another."""
        groups = [
            {"GroupName": "Production", "GroupAction": "Add"},
            {"GroupName": "Warehouse", "GroupAction": "Remove"},
        ]
        moved: dict[str, Any] = {"Identifier": {"Email": "tom.okafor@finashoes.com"}, "Info": ""}
        home = {"Title": "Machine setter", "HomeGroup": "Production"}
        moved |= {"Profile": home, "Groups": {"Group": groups}}
        self._sender.xml(HR, self._at(day, "20:40"), "updateUser", moved)

    def _refuse_instructor(self, day: date) -> None:
        """An instructor may look, and not enrol."""
        row = _enrollment(self._company.active("Warehouse")[0], courses.LIFTING)
        self._sender.json(ROLF, self._at(day, "17:20"), "enrollLearningModules", {"Enrollment": [row]})

    def _ask_unknown(self, day: date) -> None:
        self._sender.xml(HR, self._at(day, "01:40"), "getUserList", {"User": {"Email": people.DANA}})
        content = {"Identifier": {"Email": "sophie.holm@finashoes.com"}, "Info": "", "Profile": "", "Groups": ""}
        self._sender.xml(HR, self._at(day, "01:41"), "updateUser", content)

    def _move_room(self, day: date) -> None:
        session = self._company.session(courses.FORKLIFT, 16)
        content = {"CourseSession": {"CourseSessionID": session.number, "Room": "Hall 3", "Capacity": 14}}
        self._sender.json(AMINA, self._at(day, "13:05"), "updateSession", content)

    def _import_tannery(self, day: date) -> None:
        """Have the HR system bring past training from outside, of which two rows do not hold."""
        first = self._company.today - timedelta(days=60)
        dates = {"EnrolledDate": str(first), "CompletionDate": str(first + timedelta(days=1))}
        rows: Rows = [
            {
                "User": person.identifier,
                "Group": {"GroupName": person.group},
                "LearningModuleID": courses.TANNERY,
                "EnrollmentStatus": "Completed",
                "Passed": 1,
                "EnrollmentSettings": dates,
            }
            for person in self._company.active("Production")[:5]
        ]
        rows[3] = {**rows[3], "EnrollmentSettings": {"EnrolledDate": str(first)}}
        rows.append({**rows[4], "LearningModuleID": courses.FORKLIFT})
        self._sender.xml(HR, self._at(day, "01:35"), "enrollmentHistoryImport", {"Enrollment": rows})

    def _unenroll(self, day: date) -> None:
        found = self._company.of(courses.FIRE, "Enrolled")
        rows = [{"AccountUserLearningModuleRelID": found[0]["id"]}]
        self._sender.json(AMINA, self._at(day, "15:45"), "unenrollLearningModules", {"Unenrollment": rows})

    def _today(self) -> None:
        """Call some minutes ago. Nothing that is on record afterwards depends on when that was."""

        def ago(minutes: int) -> datetime:
            return self._now - timedelta(minutes=minutes)

        self._sender.xml(HR, ago(52), "getUser", {"Email": people.DANA})
        found = self._fitted("Completed")[-1]
        correction = {"AccountUserLearningModuleRelID": found["id"], "EnrollmentStatus": "Attended"}
        reason = {"Reason": "Left before the test."}
        self._sender.json(GITA, ago(37), "correctEnrollment", {"Correction": [correction | reason]})
        person = self._company.active("Sales")[0]
        row = _enrollment(person, courses.FITTING) | {"User": {"Email": "aiofe.byrne@finashoes.com"}}
        self._sender.xml(HR, ago(21), "enrollLearningModules", {"Enrollment": [row]})
        self._sender.json(HENRIK, ago(9), "getLearnerReport", REPORT)
        self._sender.json(AMINA, ago(3), "listUsers", {"PageSize": 50, "Filters": {}})


def _nothing(day: date) -> None:
    """Do nothing more on a night."""
    del day


def _enrollment(person: Person, course: int) -> dict[str, Any]:
    """Return a row of enrollLearningModules, due in thirty days."""
    return {
        "User": person.identifier,
        "GroupName": person.group,
        "LearningModuleID": course,
        "DueDateSettings": {"DueDateSetup": {"DueDateDays": 30}},
    }
