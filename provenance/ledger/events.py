"""What can happen to the record, as `noun:verb`. Every entry of the log has one of these kinds."""

from enum import StrEnum


class Event(StrEnum):
    USER_ENROL = "user:enrol"
    USER_ROLE = "user:role"
    USER_DEACTIVATE = "user:deactivate"
    USER_REACTIVATE = "user:reactivate"

    ENTITY_REGISTER = "entity:register"
    ENTITY_REVISE = "entity:revise"
    PLACE_REGISTER = "place:register"
    TOPIC_REGISTER = "topic:register"

    SOURCE_REGISTER = "source:register"
    SOURCE_REVISE = "source:revise"
    SOURCE_DESCRIBE = "source:describe"
    CAPTURE_REQUEST = "capture:request"
    CAPTURE_SUCCEED = "capture:succeed"
    CAPTURE_FAIL = "capture:fail"
    SNAPSHOT_UPLOAD = "snapshot:upload"
    SNAPSHOT_WITHHOLD = "snapshot:withhold"
    DERIVATION_PROPOSE = "derivation:propose"
    DERIVATION_CONFIRM = "derivation:confirm"
    DERIVATION_REJECT = "derivation:reject"

    CLAIM_DRAFT = "claim:draft"
    CLAIM_REVISE = "claim:revise"
    CLAIM_CITE = "claim:cite"
    CLAIM_UNCITE = "claim:uncite"
    CLAIM_RELATE = "claim:relate"
    CLAIM_SUBMIT = "claim:submit"
    CLAIM_SIGN_OFF = "claim:sign-off"
    CLAIM_SEND_BACK = "claim:send-back"
    CLAIM_PUBLISH = "claim:publish"
    CLAIM_RETRACT = "claim:retract"
    CLAIM_SUPERSEDE = "claim:supersede"

    @property
    def words(self) -> str:
        """The event in the words of a history line."""
        return WORDS[self]


WORDS = {
    Event.USER_ENROL: "account enrolled",
    Event.USER_ROLE: "role changed",
    Event.USER_DEACTIVATE: "account deactivated",
    Event.USER_REACTIVATE: "account reactivated",
    Event.ENTITY_REGISTER: "entity registered",
    Event.ENTITY_REVISE: "entity revised",
    Event.PLACE_REGISTER: "place registered",
    Event.TOPIC_REGISTER: "topic registered",
    Event.SOURCE_REGISTER: "source registered",
    Event.SOURCE_REVISE: "source revised",
    Event.SOURCE_DESCRIBE: "source described from its own metadata",
    Event.CAPTURE_REQUEST: "capture requested",
    Event.CAPTURE_SUCCEED: "snapshot captured",
    Event.CAPTURE_FAIL: "capture failed",
    Event.SNAPSHOT_UPLOAD: "snapshot uploaded",
    Event.SNAPSHOT_WITHHOLD: "snapshot withheld",
    Event.DERIVATION_PROPOSE: "derivation proposed",
    Event.DERIVATION_CONFIRM: "derivation confirmed",
    Event.DERIVATION_REJECT: "derivation rejected",
    Event.CLAIM_DRAFT: "drafted",
    Event.CLAIM_REVISE: "revised",
    Event.CLAIM_CITE: "citation added",
    Event.CLAIM_UNCITE: "citation removed",
    Event.CLAIM_RELATE: "related to another claim",
    Event.CLAIM_SUBMIT: "submitted for review",
    Event.CLAIM_SIGN_OFF: "signed off",
    Event.CLAIM_SEND_BACK: "sent back",
    Event.CLAIM_PUBLISH: "published",
    Event.CLAIM_RETRACT: "retracted",
    Event.CLAIM_SUPERSEDE: "superseded",
}
