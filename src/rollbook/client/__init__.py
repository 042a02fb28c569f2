"""A typed client for Rollbook, and for whatever else speaks the vendor's XML API. It needs nothing of the server."""

from rollbook.client.answers import (
    BadAnswer,
    BatchResult,
    CallRefused,
    ChangeResult,
    ClientError,
    NoAnswer,
    Recorded,
    Refused,
    RowsRefused,
)
from rollbook.client.async_client import AsyncPages, AsyncRollbook
from rollbook.client.exchange import Retries
from rollbook.client.sync_client import Pages, Rollbook
from rollbook.client.wire import Handling, Progress

__all__ = [
    "AsyncPages",
    "AsyncRollbook",
    "BadAnswer",
    "BatchResult",
    "CallRefused",
    "ChangeResult",
    "ClientError",
    "Handling",
    "NoAnswer",
    "Pages",
    "Progress",
    "Recorded",
    "Refused",
    "Retries",
    "Rollbook",
    "RowsRefused",
]
