"""Rollbook: an open training-records and enrolment server, compatible with the SmarterU XML API (not affiliated)."""
