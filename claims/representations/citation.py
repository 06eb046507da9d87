"""One edition of a claim as other people's documents cite it: plain text, BibTeX, RIS. Pure."""

from dataclasses import dataclass
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\^{}",
    "~": r"\~{}",
}


@dataclass(frozen=True, kw_only=True)
class Citable:
    """`url` is the edition's own address, `digest` that of its statement, `standing` what befell it since."""

    ident: str
    edition: int
    text: str
    site: str
    url: str
    published: date
    digest: str
    standing: str = ""


def plain(cited: Citable) -> str:
    """After the Chicago manual's note on web pages, with the edition and its digest."""
    day = f"{cited.published.day} {MONTHS[cited.published.month - 1]} {cited.published.year}"
    standing = f" [{cited.standing}]" if cited.standing else ""
    return (
        f"“{_line(cited.text).rstrip('.')}.” Claim {cited.ident}, v{cited.edition}{standing}. "
        f"{_line(cited.site)}, {day}. {cited.url}. {cited.digest}."
    )


def bibtex(cited: Citable) -> str:
    """A `@misc` entry in UTF-8 that plain BibTeX and biblatex both take."""
    note = f"Claim {cited.ident}, edition v{cited.edition}, {cited.digest}"
    fields = {
        "title": f"{{{_tex(cited.text)}}}",
        "author": f"{{{_tex(cited.site)}}}",
        "year": str(cited.published.year),
        "month": cited.published.strftime("%b").lower(),
        "howpublished": rf"\url{{{cited.url}}}",
        "note": _tex(f"{note}; {cited.standing}" if cited.standing else note),
    }
    # A month is one of BibTeX's own macros, so it stands without braces.
    written = [
        f"  {name} = {value if name == 'month' else '{' + value + '}'}," for name, value in fields.items()
    ]
    return "\n".join([f"@misc{{claim-{cited.ident}-v{cited.edition},", *written, "}"]) + "\n"


def ris(cited: Citable) -> str:
    """A record of RIS, which Zotero, EndNote and Mendeley read."""
    lines = [
        ("TY", "ELEC"),
        ("TI", cited.text),
        ("AU", cited.site),
        ("PB", cited.site),
        ("PY", str(cited.published.year)),
        ("DA", cited.published.strftime("%Y/%m/%d")),
        ("ET", f"v{cited.edition}"),
        ("M1", f"Claim {cited.ident}"),
        ("N1", f"{cited.digest}{f'; {cited.standing}' if cited.standing else ''}"),
        ("UR", cited.url),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in lines)


def _line(text: str) -> str:
    # A line end inside a value would begin a field of its own.
    return " ".join(text.split())


def _tex(text: str) -> str:
    return "".join(TEX.get(char, char) for char in _line(text))
