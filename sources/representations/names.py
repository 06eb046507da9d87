"""Names of authors in words, and as people type them. Pure."""

import re

from provenance.search.tokens import IS_HAN

Name = dict[str, str]
_QUOTED = re.compile(r"[\"“](.+)[\"”]")


def in_words(name: Name) -> str:
    """`Angus Berwick`; a Chinese name unspaced, family first: `林梅`."""
    if "literal" in name:
        return name["literal"]
    family, given = name["family"], name.get("given", "")
    if not given:
        return family
    return family + given if IS_HAN.search(family) else f"{given} {family}"


def as_line(name: Name) -> str:
    """The line that `parse_line` reads back as this name."""
    if "literal" in name:
        literal = name["literal"]
        # A comma would part a family name from a given one.
        return f'"{literal}"' if "," in literal or _QUOTED.fullmatch(literal) else literal
    return f"{name['family']}, {name.get('given', '')}".strip()


def parse_line(line: str) -> Name:
    """`Family, Given`, or a name that is one whole: without a comma, or in quotation marks."""
    line = line.strip()
    if quoted := _QUOTED.fullmatch(line):
        return {"literal": quoted[1].strip()}
    family, comma, given = (part.strip() for part in line.partition(","))
    if not comma:
        return {"literal": family}
    return {"family": family, "given": given} if given else {"family": family}
