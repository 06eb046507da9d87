"""What a quote leaves outside of the sentence it is cut from: a negation, a doubt, the words of who said it.

A quote may begin and end in the middle of a sentence. "It is not true that" before it turns its meaning
round, so a reader is told; the words are still there, and the verdict stays.
"""

import re

_REACH = 400  # characters on each side; a longer sentence is told of as far as this
_LISTED = 5  # words named in one note
_MARKS = "\"'”’»」』)）\\]⁰¹²³⁴⁵⁶⁷⁸⁹"

_END = re.compile(rf"[.!?…][{_MARKS}]*(?:\[\d{{1,3}}\])?\s+(?=[\"'“‘«(\[]*[^\W_a-z])|[。！？]|\n[^\S\n]*\n")
_ASKED = re.compile(rf"[^.!?。！？\n]{{0,{_REACH}}}?[?？]")

_QUALIFIER = re.compile(
    r"""\b(?i:not|no|never|cannot|without|neither|nor|none|nobody|nothing|hardly|scarcely|rarely|few|fails?|failed
    |false|falsely|untrue|fake|hoax|myth|rumou?rs?|baseless|unfounded|wrong(?:ly)?|mistaken(?:ly)?
    |den(?:y|ies|ied|ying)|disput(?:es?|ed)|reject(?:s|ed)?|refut(?:es?|ed)|debunk(?:s|ed)?|doubt(?:s|ed|ful)?
    |alleg(?:es?|ed|edly|ations?)|reported(?:ly)?|reports?|purport(?:s|ed|edly)|suppos(?:ed|edly)
    |claim(?:s|ed)?|accus(?:es?|ed)|accord(?:ing|s)\s+to|said|says|told|believ(?:es?|ed)|suspect(?:s|ed)?
    |may|might|could|would|if|unless|whether|perhaps|possibl[ey]|probably|likely|unlikely
    |appear(?:s|ed)|seem(?:s|ed)?|propos(?:es?|ed)|plan(?:s|ned)|former(?:ly)?)\b
    |\b\w+n['’]t\b
    |不属实|不屬實|不实|不實|不是|不会|不會|不能|不曾|并非|並非|并未|並未|没有|沒有|尚未|从未|從未|未必|未能|无法|無法
    |否认|否認|驳斥|駁斥|谣言|謠言|虚假|虛假|传闻|傳聞|据称|據稱|据报|據報|据悉|據悉|报道|報道|声称|聲稱|指控|涉嫌|疑似
    |可能|或许|或許|是否|如果|假如|表示|认为|認為""",
    re.VERBOSE,
)


def qualifiers(words: str) -> list[str]:
    """The first words among these that deny, doubt or attribute what stands beside them, each once."""
    found = dict.fromkeys(re.sub(r"\s+", " ", match[0]) for match in _QUALIFIER.finditer(words))
    return list(found)[:_LISTED]


def before(text: str, start: int) -> str:
    """What stands of the sentence before the place where the quote begins."""
    stretch = text[max(0, start - _REACH) : start]
    ends = [found.end() for found in _END.finditer(text[max(0, start - _REACH) : start + 2])]
    return stretch[max((end for end in ends if end <= len(stretch)), default=0) :]


def after(text: str, end: int) -> str:
    """What stands of the sentence after the place where the quote ends; nothing when it ends the sentence."""
    # From a little earlier: the mark that ends the sentence may be the quote's last.
    early = min(end, 4)
    stretch = text[end - early : end + _REACH]
    found = next((found for found in _END.finditer(stretch) if found.end() > early), None)
    if found:
        return stretch[early : max(early, found.start())]
    return stretch[early:] if not re.search(rf"[.!?][{_MARKS}]*\s*$", stretch[:early]) else ""


def is_question(text: str, end: int) -> bool:
    """Whether the sentence goes on after the quote only to end in a question mark."""
    return _ASKED.match(text, end) is not None and text[end - 1 : end] not in tuple(".!?。！？")


def notes(text: str, start: int, end: int, *, told: str = "") -> list[str]:
    """Sentences about what the quote leaves outside; `told` is a word that a reader hears of already."""
    made = []
    for side, words in (("Before", before(text, start)), ("After", after(text, end))):
        listed = ", ".join(f"“{word}”" for word in qualifiers(words) if word != told)
        if listed:
            made.append(f"{side} the quoted words the same sentence has {listed}.")
    if is_question(text, end):
        made.append("The quoted words belong to a question.")
    return made
