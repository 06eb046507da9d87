"""The word, mark and tone of every state a reader meets. Pure. Meaning never rests on colour alone."""

from dataclasses import dataclass

PARTS = ("actor", "act", "object", "place", "time", "amount")


@dataclass(frozen=True, slots=True)
class Sense:
    """`tone` is a class of the style sheet, `mark` a name of `provenance.web.marks`."""

    word: str
    mark: str
    tone: str


STATUSES = {
    "draft": Sense("draft", "pencil", "quiet"),
    "submitted": Sense("submitted, unreviewed", "clock", "pending"),
    "in_review": Sense("under review", "clock", "pending"),
    "pending": Sense("pending", "clock", "pending"),
    "sent_back": Sense("sent back", "return", "pending"),
    "published": Sense("published", "seal", "ink"),
    "disputed": Sense("disputed", "unequal", "disputed"),
    "corrected": Sense("corrected", "pencil", "ink"),
    "retracted": Sense("retracted", "struck", "retracted"),
    "superseded": Sense("superseded", "onward", "quiet"),
    "stale": Sense("signed at an earlier text", "half", "pending"),
    "withheld": Sense("withheld", "hidden", "retracted"),
}
VERDICTS = {
    "exact": Sense("verified: exact", "tick", "verified"),
    "normalised": Sense("verified: normalised", "tick", "verified"),
    "elided": Sense("verified: elided", "tick", "verified"),
    "edited": Sense("verified: edited", "tick", "verified"),
    "ambiguous": Sense("verified: wording found in several places", "question", "verified"),
    "substituted": Sense("substituted words, a reviewer decides", "near", "pending"),
    "near": Sense("near, not verified", "near", "pending"),
    "hidden": Sense("only in hidden text", "hidden", "retracted"),
    "absent": Sense("absent", "cross", "retracted"),
    "no_text": Sense("no text to look in", "blank", "quiet"),
    "no_snapshot": Sense("no snapshot, not checked", "blank", "quiet"),
    "unchecked": Sense("not checked yet", "clock", "pending"),
}
CAPTURES = {
    "queued": Sense("queued", "clock", "pending"),
    "running": Sense("running", "half", "pending"),
    "captured": Sense("captured", "tick", "verified"),
    "truncated": Sense("captured in part", "half", "pending"),
    "failed": Sense("failed", "cross", "retracted"),
}
RELATIONS = {
    "supports": Sense("supports", "tick", "ink"),
    "disputes": Sense("disputes", "unequal", "disputed"),
    "context": Sense("gives context", "info", "quiet"),
    "lead": Sense("lead, not consulted", "lead", "quiet"),
}
PART_STATES = {
    "supported": Sense("supported", "dot", "ink"),
    "unsupported": Sense("not supported", "ring", "quiet"),
    "disputed": Sense("disputed", "unequal", "disputed"),
    "none": Sense("not part of this claim", "dash", "faint"),
}
NOTICES = {
    "info": Sense("Note", "info", "ink"),
    "success": Sense("Done", "tick", "verified"),
    "warning": Sense("Take care", "warning", "pending"),
    "error": Sense("Error", "warning", "retracted"),
    "debug": Sense("Debug", "info", "quiet"),
}
KINDS = {
    "status": STATUSES,
    "verdict": VERDICTS,
    "capture": CAPTURES,
    "relation": RELATIONS,
    "part": PART_STATES,
    "notice": NOTICES,
}


def sense_of(kind: str, state: str) -> Sense:
    """A state that has no entry shows as its own name, so that a new one is never invisible."""
    known = KINDS[kind].get(state.replace("-", "_").replace(" ", "_").lower())
    return known or Sense(state.replace("_", " "), "dot", "quiet")
