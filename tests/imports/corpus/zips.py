"""Zips of filled files, as a department packs them."""

from tests.imports.corpus.content import Case
from tests.imports.corpus.layouts import catalogue
from tests.imports.corpus.tables import a_sheet_a_person, merged_workbook, old_merged, text_in_gbk
from tests.imports.sheets import bundle


def zip_in_gbk() -> Case:
    parts = (catalogue(), merged_workbook(), text_in_gbk())
    names = ("一、职权目录.docx", "二、后勤处排查表.xlsx", "后勤处（旧）.csv")
    data = bundle({name: part.data for name, part in zip(names, parts, strict=True)}, "gbk")
    return Case("zip GBK names", data, tuple(form for part in parts for form in part.forms))


def zip_with_others() -> Case:
    files = {
        "财务处/财务处.xls": old_merged().data,
        "人事处/照片.jpg": b"\xff\xd8\xff" + bytes(60),
        "人事处/坏了.docx": b"PK\x03\x04" + bytes(60),
        "__MACOSX/._财务处.xls": b"x",
        "个人/表.xlsx": a_sheet_a_person().data,
    }
    forms = (*old_merged().forms, *a_sheet_a_person().forms)
    return Case("zip with others", bundle(files), forms, frozenset({"refused-file"}))


ZIPS = (zip_in_gbk, zip_with_others)
