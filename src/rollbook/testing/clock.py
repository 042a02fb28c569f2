"""The server's clock, which a test may stop and set. Days count from it: what is over, and what is to come."""

from datetime import UTC, datetime, timedelta


class Clock:
    """The time of day until it is frozen."""

    def __init__(self) -> None:
        self._frozen: datetime | None = None

    def __call__(self) -> datetime:
        """Return the time that it is for the server."""
        return self._frozen or datetime.now(UTC)

    def freeze(self, moment: datetime | str | None = None) -> datetime:
        """Stop the clock at a moment, by default now; a text is read as ISO 8601, and without a zone it is in UTC."""
        found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment or datetime.now(UTC)
        self._frozen = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        return self._frozen

    def tick(self, **later: float) -> datetime:
        """Put the clock forward, such as `tick(days=1)`, and leave it stopped there."""
        return self.freeze(self() + timedelta(**later))

    def run(self) -> None:
        """Let it show the time of day again."""
        self._frozen = None
