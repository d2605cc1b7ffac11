/** Words of adding, changing and retiring one risk point. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "amend.add": "新增风险点",
  "amend.addDetail": "排查表已认定；新增以后，原来的认定需要复核确认。",
  "amend.others": "到风险点库修改或停用已有的行",
  "amend.saveNew": "新增",
  "amend.added": "已新增",
  "amend.addedStale": "已新增；排查表已变更，需要审核人复核确认",
  "amend.editTitle": "修改这个风险点",
  "amend.amendDetail": "所在的排查表已认定；改动以后，原来的认定需要复核确认。",
  "amend.saveEdit": "保存修改",
  "amend.needName": "请写明廉政风险点。",
  "amend.needShown": "请写明表现形式。",
  "amend.saved": "已保存",
  "amend.savedStale": "已保存；排查表已变更，需要审核人复核确认",
  "amend.retireTitle": "停用这个风险点",
  "amend.retireDetail": "停用后不再计入风险点库和统计，记录仍可查看。",
  "amend.retireSigned": "停用后不再计入风险点库和统计，记录仍可查看；所在的排查表已认定，需要复核确认。",
  "amend.retireReason": "停用的理由",
  "amend.gone": "已停用",
  "amend.goneStale": "已停用；排查表已变更，需要审核人复核确认",
};

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "amend.add": "Add a risk point",
    "amend.addDetail": "The sheet is approved; after this its approval needs to be confirmed again.",
    "amend.others": "Change or retire its rows in the register",
    "amend.saveNew": "Add",
    "amend.added": "Added",
    "amend.addedStale": "Added; the sheet changed and its approval needs to be confirmed again",
    "amend.editTitle": "Edit this risk point",
    "amend.amendDetail": "Its sheet is approved; after a change the approval needs to be confirmed again.",
    "amend.saveEdit": "Save changes",
    "amend.needName": "Name the risk.",
    "amend.needShown": "Say how it shows.",
    "amend.saved": "Saved",
    "amend.savedStale": "Saved; the sheet changed and its approval needs to be confirmed again",
    "amend.retireTitle": "Retire this risk point",
    "amend.retireDetail": "It no longer counts in the register and the figures; its record stays readable.",
    "amend.retireSigned": "It no longer counts in the register and the figures; its record stays readable. Its sheet is approved and needs to be confirmed again.",
    "amend.retireReason": "Reason",
    "amend.gone": "Retired",
    "amend.goneStale": "Retired; the sheet changed and its approval needs to be confirmed again",
  },
};

export const a = translate(messages);
