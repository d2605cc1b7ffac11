"""Text tables and zips of clerks."""

from tests.imports.clerks.sheets import PERSONAL, POWERS, Grid
from tests.imports.clerks.truth import Forms, clerk, lay, once
from tests.imports.clerks.word import body
from tests.imports.sheets import bundle, text_table, workbook
from tests.imports.word import INVENTORY, para, table


@clerk("逗号文本GBK")
def publisher(forms: Forms) -> bytes:
    rows: Grid = [
        ["部门工作廉政风险排查表", "", "", "", "", "", ""],
        ["部门：出版社", "", "负责人：水午一", "", "填表日期：2026/9/27", "", ""],
        list(INVENTORY),
        *lay(forms[0]),
        ["", "", "", "", "", "", ""],
        ["分管领导审核意见", "", "", "", "", "", ""],
    ]
    return text_table(rows, "gbk")


@clerk("逗号文本UTF8")
def counsellors(forms: Forms) -> bytes:
    rows: Grid = [
        ["姓名", "窦未一", "职务", "专职咨询师", "部门", "心理健康中心", "填表日期", "2026年9月29日"],
        ["岗位职责", "廉政风险点", "表现形式", "原因分析", "风险等级", "防控措施", "责任人", "备注"],
        *(
            [*line[:6], "窦未一", line[6]]
            for line in lay(forms[0], level=("低(C)", "中(B)"))
        ),
    ]
    return text_table(rows, "utf-8")


@clerk("制表符文本")
def online(forms: Forms) -> bytes:
    """What Excel calls Unicode text."""
    rows: Grid = [
        ["网络教育学院职权目录"],
        ["部门：网络教育学院", "", "", "填表日期：2026年9月4日"],
        ["职权名称", "具体内容", "办理主体", "制度依据"],
        *lay(forms[0], POWERS),
    ]
    return text_table(rows, "utf-16", "\t")


@clerk("中文名压缩包")
def food(forms: Forms) -> bytes:
    unit, person = forms
    word = body(
        para("部门工作廉政风险排查表"),
        para("部门（盖章）：食品学院  负责人：云酉一  填表日期：2026年9月11日"),
        table(INVENTORY, *lay(unit)),
    )
    sheet: Grid = [
        ["个人岗位廉政风险排查表"],
        ["姓名：苏戌一", None, "职务：实验员", None, "部门：食品学院", None, "填表日期：2026年9月12日"],
        list(PERSONAL),
        *once(lay(person)),
    ]
    files = {
        "食品学院/1部门表.docx": word,
        "食品学院/2个人表（苏戌一）.xlsx": workbook({"Sheet1": sheet}),
        "食品学院/请先看我.txt": "请于9月30日前报送。".encode("gbk"),
    }
    return bundle(files, "gbk")


@clerk("子文件夹压缩包")
def nested(forms: Forms) -> bytes:
    files = {}
    for form in forms:
        meta = f"姓名：{form.person}    职务：{form.post}    填表日期：2026年9月18日"
        made = body(para("个人岗位廉政风险排查表"), para(meta), table(PERSONAL, *lay(form)))
        files[f"个人表/{form.person}.docx"] = made
        files[f"个人表/~${form.person}.docx"] = b"\x00" * 162
        files[f"__MACOSX/个人表/._{form.person}.docx"] = b"\x00\x05\x16\x07" + b"\x00" * 60
    files["个人表/Thumbs.db"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    return bundle(files)
