"""Sample calls in the demo world: those of the vendor's two pages, filled in for Dana."""

import shlex
from urllib.request import getproxies, proxy_bypass
from xml.sax.saxutils import escape

PACKAGE = (
    "<SmarterU><AccountAPI>{account_key}</AccountAPI><UserAPI>{user_key}</UserAPI>"
    "<Method>{method}</Method><Parameters>{parameters}</Parameters></SmarterU>"
)
DANA = "<User><Email>dana.brown@finashoes.com</Email></User>"
SESSION_HISTORY = (
    "enrollSessionHistory",
    (
        f"<LearningModuleEnrollment><Enrollment>{DANA}<Group><GroupName>Sales</GroupName></Group>"
        "<LearningModuleID>3860</LearningModuleID><LearningModuleSessionID>501</LearningModuleSessionID>"
        "<EnrollmentStatus>Completed</EnrollmentStatus><Grade>92</Grade><EnrolledDate>2024-03-01</EnrolledDate>"
        "</Enrollment></LearningModuleEnrollment>"
    ),
)
SUBSCRIPTION_VARIANT = (
    "enrollSubscriptionVariants",
    (
        f"<SubscriptionVariantEnrollment><Enrollment>{DANA}<GroupName>Sales</GroupName>"
        "<SubscriptionVariantID>16</SubscriptionVariantID></Enrollment></SubscriptionVariantEnrollment>"
    ),
)


def curl_line(url: str, keys: tuple[str, str], call: tuple[str, str]) -> str:
    """Return the shell command that sends a call, in one line. `keys` are the account's and the user's."""
    account_key, user_key = map(escape, keys)
    method, parameters = call
    package = PACKAGE.format(account_key=account_key, user_key=user_key, method=method, parameters=parameters)
    arguments = ["curl", "-sSw", r"\n", url, "--data-urlencode", f"Package={package}"]
    if "http" in getproxies() and not proxy_bypass("127.0.0.1"):
        arguments[1:1] = ["--noproxy", "*"]
    return shlex.join(arguments)
