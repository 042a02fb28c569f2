"""A row of the matrix of rights: one thing to be done with one method, and what comes of it for each caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.methods.people import Tree
from tests.rights.scene import CALLERS, INTRUDER

Outcome = str | tuple[str, ...]
"""The code that refuses the call; or the sentences that are true afterwards (+) and no longer (-), none for none."""

DENIED: Mapping[str, str] = {
    "enrollSessionHistory": "ESH:11",
    "enrollSubscriptionVariants": "ESV:06",
    "enrollLearningModules": "ELM:51",
    "enrollmentHistoryImport": "EHI:51",
    "unenrollLearningModules": "ULM:51",
    "createHistoricalSession": "CHS:51",
    "createUser": "CU:51",
    "updateUser": "UU:51",
    "createGroup": "CG:51",
    "updateGroup": "UG:51",
    "createLearningModule": "CLM:51",
    "updateLearningModule": "ULMO:51",
    "createSession": "CS:51",
    "updateSession": "US:51",
    "createSubscription": "CSU:51",
    "updateSubscription": "USU:51",
    "createVariant": "CV:51",
    "updateVariant": "UV:51",
    "createTeam": "CTE:51",
    "updateTeam": "UTE:51",
    "createTag": "CTA:51",
    "updateTag": "UTA:51",
    "createCustomField": "CCF:51",
    "updateCustomField": "UCF:51",
    "setRole": "SR:51",
    "createAPIKey": "CAK:51",
    "createAdhocAPIKey": "CAAK:51",
    "requestExternalAuthorization": "REA:51",
    "revokeAPIKey": "RAK:51",
    "updateAccount": "UA:51",
    "correctEnrollment": "CE:51",
    "recordAttendance": "RA:51",
    "giveCredits": "GCR:51",
}
"""What a caller is answered who may use the method nowhere. Sources: SEED for the first two, else OURS."""

THEIRS, NEIGHBOURS, NEXT_DOORS, OWN = "theirs", "their neighbours'", "another account's", "their own"
ACCOUNTS = "their account's"
"""Whose it is that is given, taken or changed, as the holders of permissions in Sales and Outlet see it."""


@dataclass(frozen=True)
class Row:
    """One thing that every caller tries.

    `may` are the callers for whom it comes to `does`. `but` has the outcomes of others who may use the method
    somewhere, and of those for whom something else comes of it. All others may use the method nowhere.
    """

    method: str
    does_what: str
    whose: str
    tree: Tree
    may: Sequence[str] = ()
    does: tuple[str, ...] = ()
    but: Mapping[str, Outcome] = field(default_factory=dict)

    def outcomes(self) -> dict[str, Outcome]:
        """What comes of it for each caller; {caller} in a sentence is the caller."""
        outcomes: dict[str, Outcome] = dict.fromkeys(CALLERS, DENIED[self.method])
        outcomes |= {INTRUDER: "SU:10", **dict.fromkeys(self.may, self.does), **self.but}
        return {caller: _named(outcome, caller) for caller, outcome in outcomes.items()}

    def __str__(self) -> str:
        return f"{self.method}-{self.does_what}".replace(" ", "_")


def _named(outcome: Outcome, caller: str) -> Outcome:
    return outcome if isinstance(outcome, str) else tuple(sorted(each.format(caller=caller) for each in outcome))


def each(callers: Sequence[str], outcome: Outcome) -> dict[str, Outcome]:
    """The same outcome for several callers."""
    return dict.fromkeys(callers, outcome)
