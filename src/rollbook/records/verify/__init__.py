"""Verifies a database: that it is whole, and that what it says adds up."""

from rollbook.records.verify.consistency import checks_of_books
from rollbook.records.verify.findings import Finding
from rollbook.records.verify.verify import verify

__all__ = ["Finding", "checks_of_books", "verify"]
