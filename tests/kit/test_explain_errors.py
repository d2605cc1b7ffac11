"""What pydantic finds wrong reaches people in Chinese."""

import re
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from backend.kit.messages import explain
from backend.kit.terms import Term


class Colour(Term):
    red = "red", "红"
    dark_blue = "dark_blue", "深蓝"


class Thing(BaseModel):
    colour: Colour = Colour.red
    kind: Literal["a", "b"] = "a"
    name: str = Field(default="x", min_length=1, max_length=3, pattern="^[a-z]*$")
    count: int = Field(default=1, ge=1, lt=9)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"colour": "green"}, "只能是以下之一：red、dark_blue。"),
        ({"kind": "c"}, "只能是以下之一：a、b。"),
        ({"name": ""}, "至少要填 1 个字。"),
        ({"name": "abcd"}, "不能超过 3 个字。"),
        ({"name": "A"}, "格式不对。"),
        ({"name": None}, "这里要填文字。"),
        ({"count": 0}, "不能小于 1。"),
        ({"count": 9}, "要小于 9。"),
        ({"count": "many"}, "这里要填整数。"),
        ([], "这里要填一个对象。"),
    ],
)
def test_it_works(given: Any, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Thing.model_validate(given)
    assert [explain(error) for error in caught.value.errors()] == [sentence]


def test_what_is_not_known_is_chinese_too() -> None:
    assert re.search("[一-鿿]", explain({"type": "brand_new", "msg": "Input should be brand new"}))
    assert explain({"type": "value_error", "ctx": {"error": "Expected UploadFile"}}) == "这一项的值不对。"
    assert explain({"type": "too_long", "ctx": {}}) == "这一项的值不对。"


def test_a_request_without_a_body_is_told_what_to_send() -> None:
    assert "JSON" in explain({"type": "missing", "loc": ("body",)})
    assert explain({"type": "missing", "loc": ("body", "file")}) == "这一项必须填写。"
