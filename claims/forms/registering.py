"""What claims are filed under, registered while drafting: entities, topics, places."""

from typing import Any

from django import forms
from django.utils.text import slugify

from claims.forms import directory
from claims.forms.content import LanguageField
from claims.forms.directory import RowField
from claims.forms.seen import as_typed
from claims.models import Topic
from provenance.entities.models import COUNTRY, Entity, EntityType, Place, Precision


class EntityForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=200, help_text="The name that is used on pages and in claims."
    )
    language = LanguageField(label="Language of the name", initial="en")
    type = forms.ChoiceField(label="Type", choices=EntityType.choices)
    others = forms.CharField(
        label="Other names",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, with its language after a bar: 中兴通讯 | zh-Hans. Searches find all of them.",
    )
    country = forms.CharField(
        label="Country",
        required=False,
        max_length=2,
        validators=[COUNTRY],
        help_text="Two capital letters of ISO 3166-1: PT.",
    )
    parent = RowField(
        Entity, "entities", label="Parent", required=False, help_text="The entity it belongs to."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.directories = {"entities": directory.entities()}
        parent = self.fields["parent"]
        if isinstance(parent, RowField):
            parent.directory = self.directories["entities"]

    def clean_others(self) -> list[dict[str, str]]:
        named = []
        for line in as_typed(self.cleaned_data["others"]).split("\n"):
            text, _, language = (part.strip() for part in line.partition("|"))
            if not text:
                continue
            if not language:
                raise forms.ValidationError(f"Say which language “{text}” is in: {text} | zh-Hans")
            named.append({"text": text, "language": LanguageField().clean(language), "kind": "alias"})
        return named

    def names(self) -> list[dict[str, str]]:
        typed = self.cleaned_data
        own = {"text": typed["name"], "language": typed["language"], "kind": "official"}
        return [own, *(one for one in typed["others"] if one["text"] != typed["name"])]


class KeyField(forms.SlugField):
    def __init__(self, model: type[Topic] | type[Place]) -> None:
        super().__init__(
            label="Key",
            required=False,
            max_length=80,
            help_text="Small Latin letters, digits and hyphens; left empty, it is made from the name.",
        )
        self.model = model

    def from_name(self, key: str, name: str) -> str:
        """The key as typed or made; raises ValidationError when there is none or it is taken."""
        key = (key or slugify(name)).lower()[:80]
        if not key:
            raise forms.ValidationError("Give a key in Latin letters; none can be made from this name.")
        if self.model._base_manager.filter(key=key).exists():
            raise forms.ValidationError(f"The key “{key}” is taken.")
        return key


class TopicForm(forms.Form):
    label = forms.CharField(label="Label", max_length=120)
    label_zh = forms.CharField(label="Label in Chinese", required=False, max_length=120)
    description = forms.CharField(
        label="What belongs here", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    key = KeyField(Topic)

    def clean(self) -> dict[str, Any]:
        return _with_key(self, "label")


class PlaceForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    country = forms.CharField(
        label="Country",
        required=False,
        max_length=2,
        validators=[COUNTRY],
        help_text="Two capital letters of ISO 3166-1: PT. Empty for the high seas.",
    )
    latitude = forms.DecimalField(
        label="Latitude",
        min_value=-90,
        max_value=90,
        max_digits=8,
        decimal_places=5,
        help_text="Degrees, WGS 84.",
    )
    longitude = forms.DecimalField(
        label="Longitude",
        min_value=-180,
        max_value=180,
        max_digits=8,
        decimal_places=5,
        help_text="Degrees, WGS 84.",
    )
    precision = forms.ChoiceField(label="Precision", choices=Precision.choices, initial=Precision.LOCALITY)
    key = KeyField(Place)

    def clean(self) -> dict[str, Any]:
        return _with_key(self, "name")


def _with_key(form: forms.Form, name: str) -> dict[str, Any]:
    typed = form.cleaned_data
    field = form.fields["key"]
    if isinstance(field, KeyField) and typed.get(name) and "key" in typed:
        try:
            typed["key"] = field.from_name(typed["key"], typed[name])
        except forms.ValidationError as problem:
            form.add_error("key", problem)
    return typed
