"""A snapshot is withheld from readers; its bytes and its place in the record stay."""

from provenance.accounts.models import User
from provenance.accounts.policies import may_withdraw, require
from provenance.ledger.events import Event
from provenance.record import noted
from sources.models import Snapshot


class WithheldAlready(Exception):
    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__("This snapshot is withheld already.")
        self.snapshot = snapshot


def withhold(snapshot: Snapshot, *, reason: str, by: User) -> None:
    """Readers see the reason in place of the copy."""
    require(may_withdraw, by)
    with noted(Event.SNAPSHOT_WITHHOLD, snapshot, by=by, note=reason) as change:
        if snapshot.withheld_at:
            raise WithheldAlready(snapshot)
        snapshot.withheld_at, snapshot.withheld_reason = change.at, reason.strip()
        change.save(snapshot)
