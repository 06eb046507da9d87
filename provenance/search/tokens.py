"""One tokeniser for documents and queries: folded words, and bigrams of Chinese. Pure."""

import re
import unicodedata

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
RUNS = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:['’][^\W_{HAN}]+)*")
IS_HAN = re.compile(rf"[{HAN}]")


def fold(text: str) -> str:
    """Compatibility forms, case and accents taken away: a reader who types “Leon” finds León."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace("’", "'")


def tokens(text: str) -> list[str]:
    """The words of a text in order; a run of Chinese as its overlapping pairs, a single one as itself."""
    found: list[str] = []
    for run in RUNS.findall(fold(text)):
        if IS_HAN.match(run) and len(run) > 1:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            found.append(run)
    return found
