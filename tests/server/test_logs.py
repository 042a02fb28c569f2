"""Logs that are quiet for a while."""

import structlog

from rollbook.server.logs import quiet_logs


def test_after_quiet_logs_what_was_set_up_is_set_up_and_what_was_not_is_not():
    before = (structlog.is_configured(), structlog.get_config())
    try:
        structlog.reset_defaults()
        with quiet_logs("error"):
            assert structlog.is_configured()
        assert not structlog.is_configured()
        structlog.configure(processors=[])
        with quiet_logs("error"):
            assert structlog.get_config()["processors"] == []
        assert (structlog.is_configured(), structlog.get_config()["processors"]) == (True, [])
    finally:
        structlog.reset_defaults()
        if before[0]:
            structlog.configure(**before[1])
