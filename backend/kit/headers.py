"""Headers of tables people make: the same word with spaces, stars, colons or a remark is the same header."""

import re
import unicodedata

DECORATION = re.compile(r"[\s*＊:：]|（.*?）|\(.*?\)")
LEADING_ROWS = 5
"""A title and a remark may stand above the header."""


def normal(header: str) -> str:
    """What remains without decoration: `岗位 编码*（必填）` → `岗位编码`."""
    return DECORATION.sub("", unicodedata.normalize("NFKC", header)).lower()
