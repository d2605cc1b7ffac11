"""Every finding the reader can make: code → severity and Chinese sentence."""

from dataclasses import dataclass, field
from typing import Final

from backend.imports.reader.parsed import Finding
from backend.imports.rules import Column, Severity

RAW_LIMIT: Final = 200

FINDINGS: Final[dict[str, tuple[Severity, str]]] = {
    "list-gap": (Severity.warning, "编号不连续，已按出现的顺序读入，请核对是否缺了一条。"),
    "list-repeat": (Severity.warning, "编号有重复，已按出现的顺序读入，请核对。"),
    "list-lone": (Severity.warning, "这一格只有一条，前面的数字按编号处理了，请核对。"),
    "list-preamble": (Severity.warning, "编号之前还有一段文字，已单独作为一条，请核对。"),
    "list-decimal": (Severity.warning, "这一格有个数字可能是编号，也可能是小数，已按编号读入，请核对。"),
    "unnumbered-list": (Severity.warning, "这一格没有编号，已按段落分条，请核对。"),
    "looks-like-list": (
        Severity.warning,
        "这一格看起来有几条，本系统导出的表按一行一条读入；如需分开，请另起一行。",
    ),
    "cannot-align": (
        Severity.warning,
        "一行里有几个风险点，但这一格的条数与之不同，已把这一格的内容抄给每一个，请核对。",
    ),
    "level-shared": (Severity.note, "一行里有几个风险点，共用这一个等级。"),
    "level-unknown": (Severity.error, "认不出风险等级，请填“高”“中”或“低”。"),
    "level-missing": (Severity.warning, "没有填风险等级，可在导入后评定。"),
    "level-several": (Severity.error, "勾选了不止一个等级，请只留一个。"),
    "level-convention": (
        Severity.warning,
        "等级没有写成高、中、低，已按习惯换算（一级、Ⅰ、A 为高，三级、Ⅲ、C 为低），请核对。",
    ),
    "duty-without-risk": (Severity.warning, "写了职责，但没有写廉政风险点，这条职责没有读入。"),
    "section-row": (Severity.note, "这一行横贯整张表，按小标题处理，没有读入。"),
    "missing-risk-point": (Severity.error, "这一行没有写廉政风险点，请补上，或把内容并入上一行。"),
    "missing-name": (Severity.error, "这一行没有写权力名称，请补上。"),
    "missing-subject": (Severity.error, "没有写岗位（处、科室）名称，请补上。"),
    "empty-list": (Severity.warning, "这一格是空的。"),
    "same-above": (Severity.note, "“同上”已换成上一行的内容。"),
    "nothing-above": (Severity.error, "写了“同上”，但上面没有内容。"),
    "inherited-duty": (Severity.note, "职责一格为空，沿用上一行的职责。"),
    "inherited-subject": (
        Severity.warning,
        "岗位（处、科室）一格为空，这一行已并入上一行，请核对。",
    ),
    "row-joined": (Severity.note, "这一行是上一行跨页的下半部分，已与上一行合并。"),
    "column-guess": (
        Severity.warning,
        "这一列的表头不是常用的写法，按意思对应到了一个栏目，请核对；不对可在“列的对应”里改。",
    ),
    "unknown-column": (Severity.warning, "不认识这一列，没有读入。"),
    "duplicate-column": (Severity.warning, "这一列与前面的列重复，只读前面的一列。"),
    "unknown-table": (Severity.note, "这张表没有找到官方表格的表头，没有读入。"),
    "table-divided": (
        Severity.warning,
        "这张表按“部门”“岗位”“姓名”等列分成了几张，一个部门或岗位一张，请逐张核对。",
    ),
    "warning-record": (
        Severity.error,
        "这张表提到预警对象，但不是附件四的样式，没有读入。请使用《预警处置记录单》，或在“预警处置”中登记。",
    ),
    "blank-record": (Severity.note, "这张预警处置记录单没有填写，没有读入。"),
    "missing-warned": (Severity.error, "没有写预警对象姓名，请补上。"),
    "missing-circumstances": (Severity.error, "没有写发生廉政风险情形，请补上。"),
    "bad-handled-on": (Severity.warning, "认不出预警处置实施时间，没有读入，请写成“2026年9月30日”。"),
    "record-rest": (Severity.warning, "这一格不是记录单的栏目，没有读入，请核对。"),
    "promise-not-taken": (
        Severity.warning,
        "承诺整改情况要由预警对象本人在系统里填写，没有读入；发出预警后请本人办理。",
    ),
    "filler-not-taken": (Severity.note, "系统里的填表人是办理导入的人，表上写的姓名没有读入。"),
    "sideways-table": (
        Severity.warning,
        "横表已转置：栏目名竖着排，已按一列（或一组）一条读入，请逐条核对。",
    ),
    "own-register": (
        Severity.error,
        "这是系统生成的登记汇总表，由各部门、各岗位的排查表汇总而成。请改排查表本身，或导入填好的排查表。",
    ),
    "no-rows": (Severity.warning, "表头已认出，但没有填写内容的行。"),
    "no-form": (Severity.error, "没有找到可以导入的表格，请使用附件一至附件四，或讲义的两种自查表。"),
    "placeholder-name": (Severity.note, "姓名是占位符，按未填写处理。"),
    "bad-date": (Severity.warning, "认不出填表日期，请写成“2026年9月30日”。"),
    "kind-by-guess": (Severity.warning, "从表头看不出是部门表还是个人岗位表，请核对表格种类。"),
    "formula": (Severity.warning, "这一格是公式，按文件里保存的结果读入，没有重新计算，请核对。"),
    "formula-text": (Severity.warning, "这一格以等号开头，按文字读入，没有计算，请核对。"),
    "formula-empty": (Severity.error, "这一格是公式，文件里没有保存它的结果，请改成文字后再导入。"),
    "cell-error": (Severity.error, "这一格是出错的公式，请改成文字后再导入。"),
    "cell-lost": (Severity.error, "这一格的文字在文件里找不到，请用 Excel 或 WPS 打开、另存后再上传。"),
    "hidden-row": (Severity.warning, "这一行在表里是隐藏的，也读入了，请核对要不要。"),
    "hidden-column": (Severity.warning, "表里有隐藏的列，也读入了，请核对要不要。"),
    "hidden-sheet": (Severity.note, "工作簿里有隐藏的工作表，没有读入；如有表格在其中，请取消隐藏后再上传。"),
    "external-link": (Severity.note, "文件引用了外部的内容，没有去读取，只读了文件本身。"),
    "converted": (Severity.warning, "这是旧格式的文件，已自动转换后读入，请逐条核对。"),
    "refused-file": (Severity.error, "压缩包里的这个文件没有读入。"),
    "no-form-in-file": (Severity.warning, "压缩包里的这个文件没有可以导入的表格。"),
    "name-from-sheet": (Severity.warning, "表上没有写部门，暂用工作表的名称，请核对。"),
    "tracked-changes": (Severity.note, "文件里有修订痕迹，已按接受全部修订读入。"),
}


@dataclass(slots=True)
class Place:
    """Where the reader stands; rows and columns count from 1."""

    table: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(slots=True)
class FindingLog:
    """Collects findings in reading order, each place and code once. `sheet` is where the reader stands."""

    found: list[Finding] = field(default_factory=list)
    sheet: str = ""

    def add(self, code: str, field_: Column, raw: str = "", place: Place | None = None) -> None:
        at = place or Place()
        severity, message = FINDINGS[code]
        finding = Finding(
            at.table,
            at.row,
            at.column,
            field_,
            code,
            severity,
            raw[:RAW_LIMIT],
            message,
            sheet=self.sheet,
        )
        if finding not in self.found:
            self.found.append(finding)
