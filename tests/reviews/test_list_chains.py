"""The review chains in words, for the office."""

from backend.reviews.rules import CHAINS, ReviewChain
from tests.conftest import SignIn
from tests.world import World

URL = "/api/v1/reviews/chains"


def test_it_works(sign_in: SignIn, world: World) -> None:
    answer = sign_in(world.cast.office).get(URL)
    assert answer.status_code == 200
    found = {one["chain"]: one for one in answer.json()["items"]}
    assert list(found) == list(ReviewChain) == list(CHAINS)
    measures = found["measures"]
    assert [step["state"] for step in measures["steps"]] == [
        "department_review",
        "supervising_review",
        "office_review",
        "leadership_review",
    ], "opinion.txt line 61"
    assert [step["is_meeting"] for step in measures["steps"]] == [False, False, False, True]
    assert measures["overseers"] == ["reviews:office", "reviews:leadership"]
    assert found["catalogue"]["sheets"] == "职权目录（附件一）"


def test_others_have_no_business_with_it(sign_in: SignIn, world: World) -> None:
    for member in (world.cast.wang, world.cast.chen, world.cast.lin):
        assert sign_in(member).get(URL).status_code == 403
