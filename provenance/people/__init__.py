"""Who has an account: the pages of administrators over `provenance.enrolment`."""
