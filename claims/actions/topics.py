"""Topics are opened by editors; claims are filed under one."""

from claims.models import Topic
from claims.permissions import may_edit, require
from provenance.accounts.models import User
from provenance.canonical import nfc
from provenance.ledger.events import Event
from provenance.record import check_fields, revised


def open_topic(key: str, label: str, *, label_zh: str = "", description: str = "", by: User) -> Topic:
    require(may_edit, by)
    topic = Topic(key=key, label=nfc(label), label_zh=nfc(label_zh), description=nfc(description))
    check_fields(topic, ["key", "label"])
    with revised(Event.TOPIC_REGISTER, topic, by=by) as change:
        change.save(topic)
    return topic
