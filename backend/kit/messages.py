"""Chinese sentences for what pydantic finds wrong with a field."""

import re
from collections.abc import Mapping
from typing import Any

TEMPLATES = {
    "missing": "这一项必须填写。",
    "extra_forbidden": "不认识这一项，请去掉或核对拼写。",
    "string_too_short": "至少要填 {min_length} 个字。",
    "string_too_long": "不能超过 {max_length} 个字。",
    "string_type": "这里要填文字。",
    "string_pattern_mismatch": "格式不对。",
    "int_type": "这里要填整数。",
    "int_parsing": "这里要填整数。",
    "int_from_float": "这里要填整数。",
    "int_parsing_size": "数字过大。",
    "float_type": "这里要填数字。",
    "bool_type": "这里要填“是”或“否”。",
    "bool_parsing": "这里要填“是”或“否”。",
    "greater_than": "要大于 {gt}。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than": "要小于 {lt}。",
    "less_than_equal": "不能大于 {le}。",
    "enum": "只能是以下之一：{expected}。",
    "literal_error": "只能是以下之一：{expected}。",
    "date_type": "日期的格式是 2026-09-30。",
    "date_parsing": "日期的格式是 2026-09-30。",
    "date_from_datetime_parsing": "日期的格式是 2026-09-30。",
    "datetime_parsing": "时间的格式是 2026-09-30T17:00:00+08:00。",
    "datetime_from_date_parsing": "时间的格式是 2026-09-30T17:00:00+08:00。",
    "timezone_aware": "时间要写明时区，例如 +08:00。",
    "list_type": "这里要填一组值。",
    "too_long": "最多 {max_length} 项。",
    "too_short": "至少 {min_length} 项。",
    "dict_type": "这里要填一个对象。",
    "model_attributes_type": "这里要填一个对象。",
    "model_type": "这里要填一个对象。",
    "json_invalid": "内容不是有效的 JSON。",
    "uuid_parsing": "编号的格式不对。",
    "value_error": "{error}",
}
UNSAID = "这一项的值不对。"


def explain(item: Mapping[str, Any]) -> str:
    """One pydantic error → one Chinese sentence that says what to do."""
    if item["type"] == "missing" and tuple(item.get("loc", ())) == ("body",):
        return "没有提交内容，请以 JSON 提交；没有要填的也要提交 {}。"
    template = TEMPLATES.get(str(item["type"]))
    if template is None:
        return UNSAID
    context = {key: str(value) for key, value in (item.get("ctx") or {}).items()}
    if "expected" in context:  # pydantic joins in English: 'a', 'b' or 'c'
        context["expected"] = "、".join(re.findall(r"'([^']*)'", context["expected"]))
    try:
        said = template.format(**context)
    except KeyError:
        return UNSAID
    return said if re.search("[一-鿿]", said) else UNSAID  # the framework's own errors are English
