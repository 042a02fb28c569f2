"""What several contracts share: users, groups, enrolments, reports, filters, time zones."""
