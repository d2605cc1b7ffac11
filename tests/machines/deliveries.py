"""How the tables of campaigns and of what is handed in to them are walked."""

from backend.campaigns.queries import CAMPAIGNS, SUBMISSIONS
from backend.campaigns.rules import CAMPAIGN_MACHINE, SUBMISSION_MACHINE
from tests.campaigns.arranged import add_draft, add_submission
from tests.machines.walks import Step, Walk, put

DELIVERIES = {
    "campaigns.CAMPAIGN_MACHINE": Walk(
        CAMPAIGN_MACHINE,
        CAMPAIGNS,
        put(CAMPAIGNS, add_draft),
        {
            "edit": Step("update_campaign", "office"),
            "start": Step("start_campaign", "office"),
            "end": Step("end_campaign", "office"),
        },
        frozenset({"draft"}),
        frozenset({"ended"}),
    ),
    "campaigns.SUBMISSION_MACHINE": Walk(
        SUBMISSION_MACHINE,
        SUBMISSIONS,
        put(SUBMISSIONS, add_submission),
        {
            "edit": Step("update_submission", "li"),
            "submit": Step("submit_submission", "li"),
            "withdraw": Step("withdraw_submission", "li"),
            "receive": Step("receive_submission", "office"),
            "return": Step("return_submission", "office"),
        },
        frozenset({"draft"}),
        frozenset(),
    ),
}
