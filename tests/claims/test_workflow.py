"""The workflow is a table: tested cell by cell."""

import pytest

from claims import workflow
from claims.workflow import TRANSITIONS, Refused, Status

ACTIONS = sorted({action for action, _ in TRANSITIONS})


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("status", list(Status))
def test_every_action_leads_where_the_table_says_or_is_refused_in_words(action, status):
    if (action, status) in TRANSITIONS:
        assert workflow.after(action, status) == TRANSITIONS[action, status]
    else:
        with pytest.raises(Refused, match=f"that is {status.words} cannot be changed"):
            workflow.after(action, status)


def test_what_was_withdrawn_stays_withdrawn():
    assert workflow.possible(Status.RETRACTED) == []
    assert workflow.possible(Status.SUPERSEDED) == []


def test_only_a_claim_under_review_is_published():
    assert [before for action, before in TRANSITIONS if action == "publish"] == [Status.IN_REVIEW]


def test_every_status_can_be_reached_from_a_draft():
    reached, todo = {Status.DRAFT}, [Status.DRAFT]
    while todo:
        status = todo.pop()
        for (_, before), result in TRANSITIONS.items():
            if before == status and result not in reached:
                reached.add(result)
                todo.append(result)
    assert reached == set(Status)
