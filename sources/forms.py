"""What people type about sources, and its shape. Whether it may be done is for the actions to say."""

import codecs
import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from provenance import dates, identifiers
from provenance.web.once import OnceField
from sources.actions.registering import MORE, Description
from sources.addresses import RefusedAddress, parse
from sources.extract import kind_of
from sources.models import Access, DerivationKind, Lineage, Source, SourceType
from sources.representations import names

MORE_LABELS = {"page": "pages", "event-title": "event", "publisher-place": "place of publication",
               "collection-title": "series", "URL": "another address"}  # fmt: skip
MORE_LENGTH = 500  # characters; a note is the longest of them
TEXTUAL = frozenset({"text/html", "text/plain", "application/pdf"})
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # no encoding of text uses these, save UTF-16
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class AddressForm(forms.Form):
    """A source by its address alone."""

    key = OnceField()
    address = forms.CharField(
        max_length=2000,
        help_text="The page is captured at once, and what it says about itself is filled in.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_address(self) -> str:
        return checked_address(self.cleaned_data["address"])


class SourceForm(forms.Form):
    """A source as a bibliography describes it."""

    title = forms.CharField(max_length=500)
    title_original = forms.CharField(label="Title in its own script", max_length=500, required=False)
    type = forms.ChoiceField(choices=SourceType.choices, initial=SourceType.WEBPAGE)
    authors = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line: Berwick, Angus. A name without a comma, or in quotation marks, is kept whole.",
    )
    container = forms.CharField(
        label="Published in",
        max_length=300,
        required=False,
        help_text="The newspaper, journal, book or site.",
    )
    publisher = forms.CharField(max_length=300, required=False)
    issued = forms.CharField(
        label="Date", max_length=60, required=False,
        help_text="In EDTF: 2018, 2018-11, 2018-11-14, 2018-09/2018-10; 2018? where it is inferred.",
    )  # fmt: skip
    language = forms.CharField(max_length=35, required=False, help_text="A BCP 47 tag: en, zh-Hans, pt-BR.")
    url = forms.CharField(
        label="Address", max_length=2000, required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )  # fmt: skip
    access = forms.ChoiceField(choices=Access.choices, initial=Access.UNKNOWN)
    lineage = forms.ChoiceField(
        choices=Lineage.choices, initial=Lineage.UNEXAMINED,
        help_text="Whether somebody looked into where its content comes from.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in MORE:
            label = MORE_LABELS.get(name, name)
            self.fields[f"more_{name}"] = forms.CharField(
                label=label.capitalize() if label.islower() else label, max_length=MORE_LENGTH, required=False
            )

    def main_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name in SourceForm.base_fields]

    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("more_")]

    @property
    def more_given(self) -> bool:
        """Whether the further fields have to be seen: one is filled in, or wrong."""
        return any(field.errors or field.value() for field in self.more_fields())

    def clean_url(self) -> str:
        return checked_address(self.cleaned_data["url"])

    def clean_issued(self) -> str:
        try:
            return dates.parse(self.cleaned_data["issued"]).text
        except dates.BadDate as problem:
            raise ValidationError(str(problem)) from None

    def clean_authors(self) -> list[dict[str, str]]:
        parsed = [
            names.parse_line(line) for line in self.cleaned_data["authors"].splitlines() if line.strip()
        ]
        if not all(name.get("family") or name.get("literal") for name in parsed):
            raise ValidationError("A line begins with a comma. Write the family name before it.")
        return parsed

    def description(self) -> Description:
        own = {name: value for name, value in self.cleaned_data.items() if not name.startswith("more_")}
        more = {name: self.cleaned_data[f"more_{name}"] for name in MORE if self.cleaned_data[f"more_{name}"]}
        return Description(**own, more=more)


class NewSourceForm(SourceForm):
    key = OnceField()

    def description(self) -> Description:
        self.cleaned_data.pop("key", None)
        return super().description()


class RevisionForm(SourceForm):
    """A source described anew, with the reason."""

    note = forms.CharField(
        label="What was changed, and why", max_length=500, help_text="It stands in the history of the source."
    )

    def description(self) -> Description:
        self.cleaned_data.pop("note", None)
        return super().description()


def initial_of(description: Description) -> dict[str, Any]:
    """The form's values for a source as it stands."""
    own = {name: getattr(description, name) for name in SourceForm.base_fields}
    lines = "\n".join(names.as_line(name) for name in description.authors)
    return {**own, "authors": lines, **{f"more_{name}": value for name, value in description.more.items()}}


class UploadForm(forms.Form):
    """A document that was obtained by other means. `media_type` is judged from what is in it."""

    file = forms.FileField(label="Document", max_length=200, help_text="Text, HTML or PDF.")
    note = forms.CharField(
        label="How it was obtained", max_length=500, help_text="It stands in the record beside the snapshot."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if upload is None:
            return cleaned
        if upload.size > settings.UPLOAD_MAX_BYTES:
            limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
            self.add_error(
                "file", f"The document has {filesizeformat(upload.size)}; at most {limit} are kept."
            )
            return cleaned
        cleaned["data"] = upload.read()
        cleaned["media_type"] = judged_type(cleaned["data"], upload.name)
        if cleaned["media_type"] not in TEXTUAL:
            self.add_error(
                "file", "This is neither text nor HTML nor PDF. Save or export it as one of these."
            )
        return cleaned


class DerivationForm(forms.Form):
    """A source passes on another. `origin` becomes the source that is named."""

    kind = forms.ChoiceField(label="This source", choices=DerivationKind.choices)
    origin = forms.CharField(
        label="The other source",
        max_length=2000,
        help_text="Its identifier, or the address of its page or of the work.",
    )
    basis = forms.CharField(
        label="Why", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What shows it: a credit line, the same sentences, a note that names it.",
    )  # fmt: skip

    def clean_origin(self) -> Source:
        named = self.cleaned_data["origin"].strip()
        found = Source.objects.filter(url=named).first() or Source.objects.filter(ident=_ident(named)).first()
        if found is None:
            raise ValidationError("No source with this identifier or address is registered.")
        return found


class DecisionForm(forms.Form):
    VERDICTS = (("confirm", "Confirm"), ("reject", "Reject"))

    verdict = forms.ChoiceField(choices=VERDICTS)
    note = forms.CharField(label="Reason", max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == "reject" and not cleaned.get("note"):
            self.add_error("note", "Say why the derivation is rejected.")
        return cleaned


class WithholdingForm(forms.Form):
    reason = forms.CharField(
        max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers see it in place of the copy.",
    )  # fmt: skip


def checked_address(text: str) -> str:
    """The address in the form in which it is kept. Raises ValidationError in words."""
    if not text.strip():
        return ""
    try:
        return parse(text.strip()).url
    except RefusedAddress as refusal:
        raise ValidationError(str(refusal)) from None


def judged_type(data: bytes, filename: str) -> str:
    """The media type by what is in the file; its name decides only between kinds of text."""
    kind = kind_of(data, "")
    if kind or (_BINARY.search(data) and not data.startswith(_WIDE)):
        return kind
    return "text/html" if filename.lower().endswith((".html", ".htm", ".xhtml")) else "text/plain"


def _ident(named: str) -> str:
    try:
        return identifiers.canonical(named.rstrip("/").rpartition("/")[2])
    except identifiers.BadIdentifier:
        return ""
