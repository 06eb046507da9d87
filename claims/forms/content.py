"""A claim as editors write it: everything of `drafting.Content`."""

from typing import Any

from django import forms

from claims.actions.drafting import NAMES, Content
from claims.forms import directory
from claims.forms.directory import RowField
from claims.forms.seen import lines_joined
from claims.models import PARTS, Basis, Claim, ClaimKind, Stage, Statement, Topic
from provenance import dates
from provenance.entities.models import Entity, Place
from provenance.web.once import OnceField

LANGUAGES = (
    ("en", "English"),
    ("zh-Hans", "Chinese, simplified"),
    ("zh-Hant", "Chinese, traditional"),
    ("fr", "French"),
    ("pt", "Portuguese"),
    ("es", "Spanish"),
    ("de", "German"),
    ("ru", "Russian"),
    ("ar", "Arabic"),
)
PART_HELP = {
    "actor": "who",
    "act": "does what",
    "object": "to what or whom",
    "place": "where",
    "time": "when",
    "amount": "how much",
}


class LanguageField(forms.RegexField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            regex=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z",
            max_length=35,
            widget=forms.TextInput(attrs={"list": "languages", "size": 12, "autocomplete": "off"}),
            error_messages={"invalid": "Write a language as in BCP 47: en, pt, zh-Hans."},
            **kwargs,
        )


class ClaimForm(forms.Form):
    """One falsifiable sentence with its parts and qualifiers."""

    text = forms.CharField(
        label="Claim",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "class": "statement-field"}),
        help_text="One sentence that can turn out to be false, in neutral words.",
    )
    language = LanguageField(label="Language", initial="en")
    part_actor = forms.CharField(required=False, max_length=300)
    part_act = forms.CharField(required=False, max_length=300)
    part_object = forms.CharField(required=False, max_length=300)
    part_place = forms.CharField(required=False, max_length=300)
    part_time = forms.CharField(required=False, max_length=300)
    part_amount = forms.CharField(required=False, max_length=300)
    subject = RowField(
        Entity, "entities", label="Subject", help_text="The company or body that the claim is about."
    )
    object = RowField(Entity, "entities", label="Object", required=False)
    topic = forms.ModelChoiceField(Topic.objects.all(), label="Topic", empty_label="Choose a topic")
    kind = forms.ChoiceField(label="Kind", choices=ClaimKind.choices, initial=ClaimKind.PRESENCE)
    stage = forms.ChoiceField(label="Stage", required=False, choices=[("", "None"), *Stage.choices])
    attribution = forms.CharField(
        label="Attribution",
        required=False,
        max_length=200,
        help_text="Who asserts it, where the claim should say so: “Reported by …”.",
    )
    basis = forms.ChoiceField(label="Basis", choices=Basis.choices, initial=Basis.STATED)
    occurred = forms.CharField(
        label="When",
        required=False,
        max_length=60,
        help_text="EDTF: 2018, 2018-11, 2018-09/2018-10, 2015/.. or 2020? for a year that is inferred.",
    )
    place = RowField(Place, "places", label="Place", required=False)
    amount_value = forms.CharField(label="Amount", required=False, max_length=40, help_text="A plain number.")
    amount_unit = forms.CharField(label="Unit", required=False, max_length=60, help_text="EUR, kilometres …")
    translation = forms.CharField(
        label="Translation",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2, "class": "statement-field"}),
    )
    translation_language = LanguageField(label="Language of the translation", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.directories = {"entities": directory.entities(), "places": directory.places()}
        for field in self.fields.values():
            if isinstance(field, RowField):
                field.directory = self.directories[field.directory_name]
        for part in PARTS:
            self.fields[f"part_{part}"].label = part.capitalize()
            self.fields[f"part_{part}"].help_text = PART_HELP[part]

    def clean_text(self) -> str:
        return lines_joined(self.cleaned_data["text"])

    def clean_translation(self) -> str:
        return lines_joined(self.cleaned_data["translation"])

    def clean_occurred(self) -> str:
        try:
            return dates.parse(self.cleaned_data["occurred"]).text
        except dates.BadDate as problem:
            raise forms.ValidationError(str(problem)) from None

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("translation") and not typed.get("translation_language"):
            self.add_error("translation_language", "Say which language the translation is in.")
        if typed.get("amount_unit") and not typed.get("amount_value"):
            self.add_error("amount_value", "A unit needs its number.")
        return typed

    def content(self) -> Content:
        typed = self.cleaned_data
        parts = {part: lines_joined(typed[f"part_{part}"]) for part in PARTS if typed[f"part_{part}"]}
        return Content(parts=parts, **{name: typed[name] for name in NAMES if name != "parts"})

    def as_written(self, statement: Statement) -> dict[str, str]:
        """What stands in each field where the form shows this statement."""
        said = statement.content()["sections"]
        wording, about, place = said["wording"], said["subject"], said["place"]
        amount, translation = wording["amount"] or {}, said["translation"] or {}
        entity, topic = self.directories["entities"].label_of, about["topic"]["key"]
        return {
            **{name: wording[name] for name in ("text", "language", "attribution", "basis")},
            **{f"part_{part}": wording["parts"].get(part, "") for part in PARTS},
            **{name: about[name] for name in ("kind", "stage")},
            "subject": entity(about["subject"]["id"]),
            "object": entity(about["object"]["id"]) if about["object"] else "",
            "topic": str(Topic.objects.filter(key=topic).values_list("pk", flat=True).first()),
            "amount_value": amount.get("value", ""),
            "amount_unit": amount.get("unit", ""),
            "occurred": said["time"]["occurred"],
            "place": self.directories["places"].label_of(place["key"]) if place else "",
            "translation": translation.get("text", ""),
            "translation_language": translation.get("language", ""),
        }

    def part_fields(self) -> list[forms.BoundField]:
        return [self[f"part_{part}"] for part in PARTS]


class NewClaimForm(ClaimForm):
    key = OnceField()


def initial_of(claim: Claim) -> dict[str, Any]:
    """What the form shows for a claim that exists."""
    shown = {
        name: getattr(claim, name) for name in NAMES if name not in ("parts", "subject", "object", "place")
    }
    rows = {"subject": claim.subject_id, "object": claim.object_id, "place": claim.place_id}
    return {**shown, **rows, **{f"part_{part}": text for part, text in claim.parts.items()}}
