"""The five documents from which the example data is drawn. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ExampleDocument:
    """`title` is the one under which it is registered as a source; in square brackets where it bears none."""

    title: str
    words: str


DOCUMENTS = (
    ExampleDocument(
        "Mapping China's technology giants",
        "a report by Danielle Cave, Samantha Hoffman, Alex Joske, Fergus Ryan and Elise Thomas, "
        "Australian Strategic Policy Institute, April 2019",
    ),
    ExampleDocument(
        "Huawei's Global Cloud Strategy May Give 'Coercive Leverage'",
        "a news article, Voice of America, about 2021",
    ),
    ExampleDocument(
        "Clear nexus between ZTE, Confucius Institutes, and globalization of the social credit system",
        "a blog post, undated",
    ),
    ExampleDocument(
        "[Untitled article on the IRSEM report and Huawei]",
        "a web page without a title, about 2021",
    ),
    ExampleDocument(
        "[Untitled commentary on Houlin Zhao and the International Telecommunication Union]",
        "a web page without a title, about 2020",
    ),
)
TITLES = [document.title for document in DOCUMENTS]
