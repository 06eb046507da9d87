"""The derivation picture: what leads to what, drawn without crossing words."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from provenance.web import picture


def works(*keys):
    return [picture.Work(key=key, title=f"Work {key}", role="cited") for key in keys]


def arrow(source, origin, kind="relies on"):
    return picture.Derivation(source=source, origin=origin, kind=kind)


def test_what_a_work_goes_back_to_stands_to_its_right():
    drawn = picture.drawn(works("a", "b", "c"), [arrow("a", "b"), arrow("b", "c")])
    left = {box.work.key: box.x for box in drawn.boxes}
    assert left["a"] < left["b"] < left["c"]
    assert [(one.source.key, one.origin.key) for one in drawn.sentences] == [("a", "b"), ("b", "c")]


def test_a_work_without_derivations_is_said_to_stand_alone():
    drawn = picture.drawn(works("a", "b", "c"), [arrow("a", "b")])
    assert [work.key for work in drawn.alone] == ["c"]


def test_a_derivation_to_a_work_that_is_not_shown_is_left_out():
    assert not picture.drawn(works("a"), [arrow("a", "elsewhere")]).arrows


def lines_of(title):
    work = picture.Work(key="a", title=title, role="cited")
    return [text for _, text in picture.Box(work, 0, 0).lines]


def test_a_long_title_takes_two_lines_and_is_shortened_by_its_width_and_chinese_counts_double():
    latin, chinese = lines_of("x" * 90), lines_of("卡" * 60)
    assert len(latin) == len(chinese) == 2
    assert latin[-1].endswith("…") and chinese[-1].endswith("…")
    assert len("".join(latin)) > 1.8 * len("".join(chinese))


def test_a_long_arrow_passes_beside_the_boxes_of_other_works():
    drawn = picture.drawn(works("a", "b", "c"), [arrow("a", "b"), arrow("b", "c"), arrow("a", "c")])
    between = next(box for box in drawn.boxes if box.work.key == "b")
    long = next(one for one in drawn.arrows if (one.derivation.source, one.derivation.origin) == ("a", "c"))
    # The level run through the column of b: "... x y H x+width".
    lane = next(
        int(part.split()[-1])
        for part in long.path.split("H")
        if part.endswith(f" {between.x} {part.split()[-1]}")
    )
    assert not between.y <= lane <= between.y + between.height


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=14, unique=True))
def test_any_derivations_even_in_circles_are_drawn_without_overlap(pairs):
    drawn = picture.drawn(works(*"abcdef"), [arrow(source, origin) for source, origin in pairs])
    for one, other in combinations(drawn.boxes, 2):
        assert one.x != other.x or one.y + one.height <= other.y or other.y + other.height <= one.y
    words = [(line.label_x, line.label_y) for line in drawn.arrows]
    assert all(x1 != x2 or abs(y1 - y2) >= 12 for (x1, y1), (x2, y2) in combinations(words, 2))
    assert all(box.x + box.width <= drawn.width and box.y + box.height <= drawn.height for box in drawn.boxes)
