"""Pages of a list, and addresses that keep the filters."""

import pytest
from django.http import QueryDict

from provenance.web.errors import NotFound
from provenance.web.paging import page_of, query_with


class Counted:
    """A list that counts how often it is sliced: each slice of a queryset is a query."""

    def __init__(self, total):
        self.rows = list(range(total))
        self.slices = 0

    def __getitem__(self, part):
        self.slices += 1
        return self.rows[part]


def test_a_page_slices_once_and_knows_its_place():
    rows = Counted(361)
    page = page_of(rows, QueryDict("page=4&q=card"), total=361)
    assert list(page.rows) == list(range(150, 200))
    assert (page.first, page.last, page.pages) == (151, 200, 8)
    assert rows.slices == 1


def test_the_window_has_both_ends_and_gaps_that_hide_more_than_one_page():
    page = page_of(Counted(1000), QueryDict("page=10"), total=1000)
    assert [link.number for link in page.window] == [1, None, 8, 9, 10, 11, 12, None, 20]
    page = page_of(Counted(1000), QueryDict("page=5"), total=1000)
    assert [link.number for link in page.window] == [1, 2, 3, 4, 5, 6, 7, None, 20]
    assert [link.number for link in page.window if link.current] == [5]


def test_links_keep_the_search_and_the_first_page_has_no_number():
    page = page_of(Counted(361), QueryDict("q=card&page=2&topic=5g&topic=ai"), total=361)
    assert page.previous_href == "?q=card&topic=5g&topic=ai"
    assert page.next_href == "?q=card&page=3&topic=5g&topic=ai"


def test_an_empty_list_is_one_page_of_nothing():
    page = page_of(Counted(0), QueryDict(""), total=0)
    assert (page.first, page.last, page.pages, page.next_href, page.previous_href) == (0, 0, 1, "", "")


@pytest.mark.parametrize("asked", ["9", "0", "-1", "x", "", "1.5", "٣", "9" * 30])
def test_a_page_that_is_not_there_is_refused_in_words(asked):
    with pytest.raises(NotFound, match=r"\.$"):
        page_of(Counted(361), QueryDict(mutable=True) | {"page": asked}, total=361)


def test_a_change_to_a_query_leaves_the_rest_and_the_original_alone():
    query = QueryDict("q=%E5%8D%A1&topic=5g")
    assert query_with(query, topic=None) == "?q=%E5%8D%A1"
    assert query_with(query, topic="a&b") == "?q=%E5%8D%A1&topic=a%26b"
    assert query.urlencode() == "q=%E5%8D%A1&topic=5g"
    assert query_with({"q": "x"}, page=2) == "?q=x&page=2"
