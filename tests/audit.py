"""`assert_record_whole()` after each step of every action test: the whole record is verified again."""

from claims.verification import verify


def assert_record_whole() -> None:
    findings = [str(finding) for step in verify() for finding in step.findings()]
    assert not findings, "\n".join(findings)
