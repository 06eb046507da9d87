"""A citation as editors write it: everything of `evidence.Reference`, on one source."""

from typing import Any

from django import forms
from django.db.models import Q

from claims.actions.evidence import Reference
from claims.forms import directory
from claims.forms.directory import RowField
from claims.forms.revising import why_field
from claims.forms.seen import SeenForm, as_typed
from claims.models import PARTS, Citation, Claim, Relation
from provenance.web.dates import in_words
from sources.models import Snapshot, Source
from sources.quotes import MAX_QUOTE

LOCATORS = (
    "page",
    "section",
    "chapter",
    "paragraph",
    "line",
    "note",
    "figure",
    "table",
    "volume",
    "verse",
    "time",
)
WRITTEN = ("relation", "quote", "supports", "locator_label", "locator_value")


class SourceChoiceForm(forms.Form):
    """Which work is cited; asked first, because the snapshots to choose from are those of one source."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.directories = {"sources": directory.sources()}
        named = "Its title, its address, or its identifier in this database."
        field = RowField(Source, "sources", label="Source", help_text=named)
        field.directory = self.directories["sources"]
        self.fields["source"] = field


class SnapshotField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    def label_from_instance(self, obj: Any) -> str:
        taken = in_words(obj.captured_at.date().isoformat())
        facts = [taken, obj.media_type, f"{obj.text_length:,} characters", obj.filename]
        return ", ".join(fact for fact in facts if fact)


class CitationForm(SeenForm):
    """How one source bears on the claim: relation, quote, place in the work, parts supported."""

    relation = forms.ChoiceField(label="Relation", choices=Relation.choices, initial=Relation.SUPPORTS)
    snapshot = SnapshotField(
        Snapshot.objects.none(),
        label="Snapshot",
        required=False,
        empty_label="None: the work was consulted elsewhere",
        help_text="The quote is looked for in the text of this snapshot.",
    )
    quote = forms.CharField(
        label="Quote",
        required=False,
        max_length=MAX_QUOTE,
        widget=forms.Textarea(attrs={"rows": 5, "class": "statement-field"}),
        help_text="The exact words, in the language of the source. Leave words out with […].",
    )
    # Their white space counts: they are words of the source, line breaks included.
    before = forms.CharField(
        label="Words before",
        required=False,
        max_length=300,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Directly before the quote in the source.",
    )
    after = forms.CharField(
        label="Words after",
        required=False,
        max_length=300,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Directly after it.",
    )
    supports = forms.MultipleChoiceField(
        label="Parts of the claim it bears on",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(part, part) for part in PARTS],
    )
    locator_label = forms.ChoiceField(
        label="Place in the work",
        required=False,
        choices=[("", "None"), *((name, name) for name in LOCATORS)],
    )
    locator_value = forms.CharField(label="Its number or heading", required=False, max_length=200)
    via = RowField(
        Source,
        "sources",
        label="As cited in",
        required=False,
        help_text="Only for a work that nobody here has seen: the one that cites it. A lead is no evidence.",
    )

    def __init__(
        self, claim: Claim, source: Source, *args: Any, citation: Citation | None = None, **kwargs: Any
    ) -> None:
        self.work = source
        super().__init__(
            claim, *args, **{**kwargs, "initial": {**(kwargs.get("initial") or {}), **_initial(citation)}}
        )
        self.directories = {"sources": directory.sources()}
        via, snapshot, supports = self.fields["via"], self.fields["snapshot"], self.fields["supports"]
        if isinstance(via, RowField):
            via.directory = self.directories["sources"]
        if isinstance(snapshot, SnapshotField):
            # A snapshot that was withheld since stays choosable where it is cited already.
            cited = Q(pk=citation.snapshot_id) if citation else Q()
            snapshot.queryset = source.snapshots.filter(Q(withheld_at=None) | cited)
        if isinstance(supports, forms.MultipleChoiceField):
            supports.choices = [
                (part, _part(part, claim)) for part in PARTS if part in claim.parts or _held(part, citation)
            ]
        if citation:
            self.fields["note"] = why_field(claim)

    def clean_quote(self) -> str:
        return as_typed(self.cleaned_data["quote"])

    def clean_before(self) -> str:
        return as_typed(self.cleaned_data["before"])

    def clean_after(self) -> str:
        return as_typed(self.cleaned_data["after"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("locator_value") and not typed.get("locator_label"):
            self.add_error("locator_label", "Say what the number or heading is: a page, a section …")
        if typed.get("locator_label") and not typed.get("locator_value"):
            self.add_error("locator_value", "Give the number or the heading.")
        return typed

    def reference(self) -> Reference:
        typed = self.cleaned_data
        around = {"prefix": typed["before"], "suffix": typed["after"]}
        return Reference(
            source=self.work, **around, **{name: typed[name] for name in (*WRITTEN, "snapshot", "via")}
        )


def _part(part: str, claim: Claim) -> str:
    return (
        f"{part}: {claim.parts[part]}" if part in claim.parts else f"{part} (no longer a part of the claim)"
    )


def _held(part: str, citation: Citation | None) -> bool:
    return citation is not None and part in citation.supports


def _initial(citation: Citation | None) -> dict[str, Any]:
    if citation is None:
        return {}
    shown = {name: getattr(citation, name) for name in WRITTEN}
    around = {"before": citation.prefix, "after": citation.suffix}
    return {**shown, **around, "snapshot": citation.snapshot_id, "via": citation.via_id}


class RemovalForm(SeenForm):
    reason = forms.CharField(
        label="Why it is removed",
        max_length=1000,
        widget=forms.TextInput,
        help_text="Stays in the history of the claim.",
    )
