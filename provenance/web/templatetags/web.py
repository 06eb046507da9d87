"""Filters and tags of the pages. Whatever comes from outside is escaped here like everywhere."""

import re
from datetime import date, datetime

from django import template
from django.conf.locale import LANG_INFO
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from provenance.web import dates, marks, words

register = template.Library()

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
OTHER_SCRIPTS = frozenset(
    {"ar", "be", "bg", "el", "fa", "he", "ja", "ka", "ko", "mk", "ru", "th", "uk", "ur", "zh"}
)
LATIN_ENDS = 0x24F  # the last letter of Latin Extended-B
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku-Arab", "ps", "sd", "ug", "ur", "yi"})
DIGEST_SHOWN = 12  # hex digits; enough to compare by eye
MONTH_NAMES = dates.MONTHS


@register.filter
def short_digest(value: str) -> str:
    """`sha256:9f3a…` for a place where the whole stands elsewhere; the digest partial shows it on focus."""
    algorithm, colon, hexadecimal = str(value).rpartition(":")
    if len(hexadecimal) <= DIGEST_SHOWN:
        return str(value)
    return f"{algorithm}{colon}{hexadecimal[:DIGEST_SHOWN]}…"


@register.filter
def moment(value: datetime | date | None, detail: str = "day") -> str:
    """A point in time, absolute; the second and the zone on hover. `detail` is day or minute."""
    if value is None:
        return ""
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), _day(value))
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    shown = f"{_day(local)}, {local:%H:%M}" if detail == "minute" else _day(local)
    zone = local.tzname() or "no zone"
    whole = f"{_day(local)}, {local:%H:%M:%S} {zone}"
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), whole, shown)


def _day(value: date) -> str:
    return f"{value.day} {MONTH_NAMES[value.month - 1]} {value.year}"


@register.filter
def edtf(value: str | None) -> str:
    """An EDTF date in words; the string itself where there are no words for it."""
    return dates.in_words(value) if value else ""


@register.filter
def langattrs(language: str | None) -> SafeString:
    """` lang="zh-Hans" dir="ltr"`; for an unknown language the direction is left to the text itself."""
    if not language or LANGUAGE_TAG.fullmatch(language) is None:
        return mark_safe(' dir="auto"')
    direction = "rtl" if language in RIGHT_TO_LEFT or language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
    return format_html(' lang="{}" dir="{}"', language, direction)


@register.filter
def titleattrs(title: str, language: str | None) -> SafeString:
    """`langattrs` for the title of a work in that language; none where it is a rendering in Latin letters.

    An English title marked as Chinese would be set in a Chinese typeface and read out by a Chinese voice.
    """
    rendered = (language or "").split("-")[0] in OTHER_SCRIPTS and not any(
        letter.isalpha() and ord(letter) > LATIN_ENDS for letter in title
    )
    return langattrs("" if rendered else language)


@register.filter
def language_name(tag: str) -> str:
    """`zh-Hans` is Simplified Chinese; the tag itself where it has no name."""
    known = LANG_INFO.get(tag.lower()) or LANG_INFO.get(tag.lower().split("-")[0], {})
    return str(known.get("name", tag))


@register.simple_tag
def mark(name: str) -> SafeString:
    """The drawn mark of that name, in the colour of the text around it."""
    return mark_safe(marks.drawn(name))  # noqa: S308 (drawn from a table of constants)


@register.simple_tag
def sense(kind: str, state: str, word: str = "", css: str = "") -> SafeString:
    """Mark, word and colour of a state: `{% sense "status" claim.status %}`; `word` replaces its own."""
    known = words.sense_of(kind, str(state))
    drawing = mark_safe(marks.drawn(known.mark))  # noqa: S308 (drawn from a table of constants)
    return format_html(
        '<span class="sense tone-{}{}">{}<span>{}</span></span>',
        known.tone,
        f" {css}" if css else "",
        drawing,
        word or known.word,
    )


@register.filter
def sense_word(state: str, kind: str) -> str:
    return words.sense_of(kind, str(state)).word


@register.filter
def sense_tone(state: str, kind: str) -> str:
    return words.sense_of(kind, str(state)).tone


@register.filter
def sense_mark(state: str, kind: str) -> SafeString:
    return mark_safe(marks.drawn(words.sense_of(kind, str(state)).mark))  # noqa: S308 (constants)


@register.filter
def figure(value: int) -> str:
    """A count with separators between thousands: 1,204."""
    return number_format(value, use_l10n=True, force_grouping=True)
