"""Drawing tickets to be checked (R11, R40)."""

from hypothesis import given
from hypothesis import strategies as st
from scoring.sampling import assign, draw

found = st.dictionaries(
    st.integers(1, 50), st.sets(st.integers(1, 10_000), max_size=30), max_size=8
)
seeds = st.integers(1, 999_999)


@given(found, st.integers(1, 10), seeds)
def test_r11_everybody_has_as_many_or_all(records, size, seed):
    drawn = draw(records, size, seed)
    assert drawn.keys() == records.keys()
    for person, chosen in drawn.items():
        assert len(set(chosen)) == len(chosen) == min(size, len(records[person]))
        assert set(chosen) <= records[person]


@given(found, st.integers(1, 10), seeds)
def test_r40_the_same_seed_draws_the_same(records, size, seed):
    backwards = {
        person: sorted(ids, reverse=True)
        for person, ids in reversed(list(records.items()))
    }
    assert draw(records, size, seed) == draw(backwards, size, seed)


@given(found, st.integers(1, 10), seeds, st.sets(st.integers(1, 10_000)))
def test_one_persons_records_change_nobody_elses_draw(records, size, seed, more):
    assert {**draw(records, size, seed), 99: None} == {
        **draw({**records, 99: more}, size, seed),
        99: None,
    }


def test_another_seed_draws_others():
    records = {1: range(1000)}
    assert draw(records, 10, 1) != draw(records, 10, 2)


@given(
    st.dictionaries(st.integers(1, 1000), st.sets(st.integers(1, 5)), max_size=60),
    st.sets(st.integers(1, 5)),
    seeds,
)
def test_r11_nobody_checks_the_own_ticket(excluded, checkers, seed):
    assigned = assign(excluded, checkers, seed)
    for record, persons in excluded.items():
        if checkers - persons:
            assert assigned[record] in checkers - persons
        else:
            assert record not in assigned


@given(st.sets(st.integers(1, 1000)), st.sets(st.integers(1, 9), min_size=1), seeds)
def test_the_work_is_shared_evenly(records, checkers, seed):
    assigned = assign({record: () for record in records}, checkers, seed)
    loads = [list(assigned.values()).count(one) for one in checkers]
    assert max(loads) - min(loads) <= 1
