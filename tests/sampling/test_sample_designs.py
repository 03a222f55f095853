"""Samples are fair, repeatable and never too small where a minimum was asked for."""

import doctest
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sampling
from sampling import (
    All,
    Fixed,
    Random,
    Stratified,
    Unit,
    allocate,
    draw,
    estimate_mean,
    estimate_share,
    estimate_stratified_mean,
    size_for_margin,
)

frames = st.lists(
    st.builds(Unit, st.integers(1, 10**6), st.sampled_from("abcde")),
    unique_by=lambda unit: unit.id,
    max_size=60,
)
designs = st.one_of(
    st.just(All()),
    st.builds(Random, st.floats(0.01, 1)),
    st.builds(Fixed, st.integers(1, 80)),
    st.builds(Stratified, st.integers(1, 80), st.integers(0, 10)),
)
seeds = st.text(max_size=8)
scores = st.lists(st.floats(0, 100), max_size=30)


@given(frames, designs, seeds)
def test_the_same_draw_can_be_shown_again(frame, design, seed):
    """In whatever order the customers come."""
    assert draw(frame, design, seed) == draw(frame[::-1], design, seed)


@given(frames, designs, seeds)
def test_only_customers_of_the_frame_and_each_once(frame, design, seed):
    chosen = draw(frame, design, seed)
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= {unit.id for unit in frame}


@given(frames, seeds, st.integers(1, 80))
def test_fixed_size(frame, seed, size):
    assert len(draw(frame, Fixed(size), seed)) == min(size, len(frame))


@given(frames, seeds)
def test_everybody(frame, seed):
    assert draw(frame, All(), seed) == sorted(unit.id for unit in frame)


@given(frames, seeds, st.floats(0.01, 1))
def test_a_share_is_rounded_up(frame, seed, share):
    assert len(draw(frame, Random(share), seed)) == math.ceil(share * len(frame))


@given(frames, seeds, st.integers(1, 80), st.integers(0, 10))
def test_each_stratum_has_its_minimum(frame, seed, size, minimum):
    """Or all that it has."""
    chosen = set(draw(frame, Stratified(size, minimum), seed))
    for stratum in "abcde":
        members = {unit.id for unit in frame if unit.stratum == stratum}
        assert len(members & chosen) >= min(minimum, len(members))


@given(
    st.dictionaries(st.text(max_size=3), st.integers(0, 50), max_size=6),
    st.integers(1, 200),
    st.integers(0, 20),
)
def test_allocation(sizes, size, minimum):
    """Never more than a stratum has; in all as asked, or what the minimum needs."""
    shares = allocate(sizes, size, minimum)
    least = sum(min(minimum, number) for number in sizes.values())
    assert sum(shares.values()) == max(least, min(size, sum(sizes.values())))
    assert all(0 <= shares[name] <= sizes[name] for name in sizes)


@given(frames, seeds, st.integers(1, 40))
def test_a_larger_sample_holds_the_smaller(frame, seed, size):
    """Asking more afterwards replaces nobody."""
    assert set(draw(frame, Fixed(size), seed)) <= set(
        draw(frame, Fixed(size + 1), seed)
    )


def test_each_customer_has_the_same_chance():
    """Of ten customers one is drawn, a thousand times: each about a hundred."""
    frame = [Unit(number, "a") for number in range(10)]
    drawn = [draw(frame, Fixed(1), f"seed {number}")[0] for number in range(1000)]
    assert all(60 < drawn.count(unit.id) < 140 for unit in frame)


def test_a_share_of_nobody_and_a_size_of_none_are_no_designs():
    for make in (lambda: Random(0), lambda: Random(1.5), lambda: Fixed(0)):
        with pytest.raises(ValueError):
            make()
    with pytest.raises(ValueError):
        Stratified(0, 3)
    with pytest.raises(TypeError):
        draw([Unit(1, "a")], "everybody", "seed")


@given(scores, st.integers(0, 100))
def test_mean_lies_in_its_interval(values, more):
    result = estimate_mean(values, len(values) + more)
    if not values:
        assert result is None
    elif result.low is not None:
        assert 0 <= result.low <= result.value + 1e-9
        assert result.value - 1e-9 <= result.high <= 100


def test_all_asked_is_certain_and_one_is_not():
    assert estimate_mean([60, 80], 2).margin == 0
    assert estimate_mean([80], 50).margin is None
    assert estimate_mean([80], 1).margin == 0
    # by hand: variance 200, ÷ 2 = 100, error 10, 1.96 × 10
    assert estimate_mean([60, 80]).low == pytest.approx(70 - 19.6, abs=0.01)


def test_strata_weigh_by_their_customers():
    """Ninety satisfied customers of Anna, ten unhappy ones of Ben: 82, not 60."""
    result = estimate_stratified_mean({"anna": (90, [90, 90]), "ben": (10, [10, 10])})
    assert result.value == pytest.approx(82)
    assert result.sample == 4
    assert estimate_stratified_mean({"anna": (90, [])}) is None
    assert estimate_stratified_mean({"a": (9, [50]), "b": (9, [1, 2])}).low is None


@given(st.integers(0, 40), st.integers(0, 40))
def test_share_lies_in_wilsons_interval(successes, failures):
    result = estimate_share(successes, successes + failures)
    if successes + failures == 0:
        assert result is None
    else:
        assert 0 <= result.low <= result.value <= result.high <= 1


def test_wilson_by_the_book():
    """Wilson 1927: 8 of 10 is between 49 and 94 %."""
    result = estimate_share(8, 10)
    assert (round(result.low, 3), round(result.high, 3)) == (0.49, 0.943)


@given(st.floats(0.5, 30), st.integers(1, 10**5))
def test_size_for_a_margin(margin, population):
    needed = size_for_margin(margin, population)
    assert 1 <= needed <= population
    assert needed <= size_for_margin(margin / 2, population)


def test_size_for_a_margin_of_five():
    """96.04 answers of an endless population with a deviation of 25."""
    assert size_for_margin(5, 10**9) == 97
    assert size_for_margin(5, 0) == 0
    with pytest.raises(ValueError):
        size_for_margin(0, 10)


def test_examples_in_the_code():
    assert doctest.testmod(sampling.allocation).failed == 0
    assert doctest.testmod(sampling.allocation).attempted
