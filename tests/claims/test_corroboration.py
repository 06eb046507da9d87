"""How many independent origins: never guessed, always a range that holds what may be true."""

from hypothesis import given
from hypothesis import strategies as st

from claims.corroboration import WHOLE, Cited, Step, count_origins

ALL_EXAMINED = dict.fromkeys("abcdefgh", True)


def span(citations, derivations=(), examined=ALL_EXAMINED):
    origins = count_origins(citations, derivations, examined)
    return origins.low, origins.high


def test_a_claim_without_evidence_has_no_origin():
    assert span([]) == (0, 0)
    assert span([Cited("a", relation="context"), Cited("b", relation="disputes")]) == (0, 0)


def test_two_examined_sources_are_two_origins():
    assert span([Cited("a"), Cited("b")]) == (2, 2)


def test_the_same_source_cited_twice_is_one_origin():
    assert span([Cited("a"), Cited("a")]) == (1, 1)


def test_a_republication_carries_its_origin_into_every_claim():
    for kind in WHOLE:
        assert span([Cited("a"), Cited("b")], [Step("b", "a", kind)]) == (1, 1)


def test_two_republications_of_an_uncited_work_are_one_origin():
    steps = [Step("a", "c", "republishes"), Step("b", "c", "translates")]
    assert span([Cited("a"), Cited("b")], steps) == (1, 1)


def test_relying_on_a_work_counts_only_where_the_passage_rests_on_it():
    steps = [Step("a", "c", "relies-on"), Step("b", "c", "quotes")]
    assert span([Cited("a"), Cited("b")], steps) == (2, 2)
    rests = [Cited("a"), Cited("b"), Cited("c", via="a", counts=False), Cited("c", via="b", counts=False)]
    assert span(rests, steps) == (1, 1)


def test_a_lead_alone_is_no_evidence():
    origins = count_origins([Cited("c", via="a", counts=False)], [], ALL_EXAMINED)
    assert (origins.low, origins.high, origins.leads) == (0, 0, 1)


def test_the_fatherland_card_claim_goes_back_to_one_report():
    citations = [Cited("aspi"), Cited("aspi", relation="context"), Cited("reuters", via="aspi", counts=False)]
    assert span(citations, [Step("aspi", "reuters", "relies-on")], {"aspi": True}) == (1, 1)


def test_unexamined_lineages_are_kept_apart_above_and_merged_below():
    assert span([Cited("a"), Cited("b"), Cited("c")], examined={}) == (1, 3)
    # An unexamined source may go back to the examined one as well: nobody looked.
    assert span([Cited("a"), Cited("b")], examined={"a": True}) == (1, 2)
    assert span([Cited("a"), Cited("b"), Cited("c")], examined={"a": True, "b": True}) == (2, 3)


def test_a_proposed_derivation_lowers_only_the_lower_end():
    assert span([Cited("a"), Cited("b")], [Step("b", "a", "republishes", confirmed=False)]) == (1, 2)


def test_works_that_pass_on_each_other_count_as_one():
    circle = [Step("a", "b", "republishes"), Step("b", "a", "republishes")]
    assert span([Cited("a"), Cited("b")], circle) == (1, 1)


def test_a_compilation_brings_two_origins_at_most_and_one_at_least():
    steps = [Step("a", "b", "summarises"), Step("a", "c", "summarises")]
    assert span([Cited("a")], steps) == (1, 2)


def test_a_citation_that_does_not_count_is_no_origin():
    assert span([Cited("a"), Cited("b", counts=False)]) == (1, 1)


works = st.sampled_from("abcdefgh")
steps_ = st.builds(Step, works, works, st.sampled_from([*WHOLE, "relies-on", "quotes"]), st.booleans())
cited = st.builds(
    Cited, works, st.none() | works, st.booleans(), st.sampled_from(["supports", "context", "disputes"])
)


@given(st.lists(cited, max_size=8), st.lists(steps_, max_size=12), st.dictionaries(works, st.booleans()))
def test_the_range_is_a_range(citations, derivations, examined):
    origins = count_origins(citations, derivations, examined)
    evidence = {c.source for c in citations if c.relation == "supports" and c.counts and not c.via}
    assert 0 <= origins.low <= origins.high == len(origins.roots)
    assert (origins.high > 0) == bool(evidence) == (origins.low > 0)
    assert set(origins.unexamined) <= set(origins.roots)


@given(
    st.lists(cited, max_size=6),
    st.lists(steps_, max_size=10),
    st.dictionaries(works, st.booleans()),
    st.randoms(),
)
def test_the_order_in_which_things_were_entered_does_not_matter(citations, derivations, examined, random):
    expected = count_origins(citations, derivations, examined)
    random.shuffle(citations), random.shuffle(derivations)
    assert count_origins(citations, derivations, examined) == expected


@given(st.lists(cited, max_size=6), st.lists(steps_, max_size=10))
def test_examining_a_lineage_never_widens_the_range(citations, derivations):
    unknown = count_origins(citations, derivations, {})
    known = count_origins(citations, derivations, ALL_EXAMINED)
    assert unknown.high == known.high
    assert unknown.low <= known.low
