"""Language tags in the form of BCP 47 (RFC 5646, section 2.1): `en`, `zh-Hans`, `pt-BR`."""

import re

_WELL_FORMED = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
MAX_LENGTH = 35  # characters; what RFC 5646 advises to allow for


class BadLanguage(ValueError):
    def __init__(self, tag: str) -> None:
        super().__init__(f"“{tag}” is not a language tag of BCP 47. Write en, pt or zh-Hans.")
        self.tag = tag


def parse(tag: str) -> str:
    """The tag without white space around it; empty text is no language. Raises BadLanguage.

    Form only: whether there is such a language is not looked up.
    """
    tag = tag.strip()
    if tag and (len(tag) > MAX_LENGTH or not _WELL_FORMED.fullmatch(tag)):
        raise BadLanguage(tag)
    return tag
