/** Help beside the sheet, in the words of the two source documents. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "help.title": "填写说明",
  "help.keys": "Tab 下一格 · Alt+↑↓ 上下行 · Ctrl+Z 撤销 · Ctrl+S 保存 · 可从 Excel 粘贴多行",
  "help.duty": "写这个岗位（部门）承担的职责，一条职责一行；同一职责有几个风险点，可以写几行。",
  "help.name": "“廉政风险”是指公职人员在执行公务或日常工作、生活中不能廉洁自律而发生腐败行为的可能性。写“可能发生什么”，不是写已经发生的问题。",
  "help.manifestation": "写风险会以什么样的行为、在哪个环节表现出来。例如：在技术参数中写入特定品牌的专有指标。",
  "help.causes": "填写风险点存在的原因，如制度缺陷及漏洞、监管缺失、外部环境影响、个人自律、个人业务素质等。",
  "help.level": "高风险：发生机率高，或者一旦发生可能造成严重损害后果，有可能触犯国家法律、构成犯罪。中风险：发生机率较高，或者可能造成较为严重损害后果，有可能违反党纪政纪。低风险：发生机率较小，或者影响程度较低，在部门或岗位内部能很快解决。",
  "help.measures": "写清谁、什么时候、怎么做。针对性、操作性强，不写口号。",
  "help.remark": "需要说明的其他情况，可以不填。",
  "help.protect": "查找风险是对岗位不对个人，是为了更好地爱护和保护教职员工。",
} as const;

const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "help.title": "How to fill in",
    "help.keys": "Tab next cell · Alt+↑↓ rows · Ctrl+Z undo · Ctrl+S save · paste rows from Excel",
    "help.duty": "A duty of this post or department, one a row; a duty with several risk points takes several rows.",
    "help.name": "An integrity risk is the possibility of corrupt conduct. Write what might happen, not what has happened.",
    "help.manifestation": "By what conduct, at which step, the risk would show.",
    "help.causes": "Why the risk exists: gaps in rules, missing supervision, outside influence, self-discipline, competence.",
    "help.level": "High: likely, or grave harm that may be a crime. Medium: rather likely, or harm that may break discipline. Low: unlikely, or small harm that is soon settled inside.",
    "help.measures": "Who does what, and when. Concrete, no slogans.",
    "help.remark": "Anything else; may stay empty.",
    "help.protect": "Risks belong to posts, not to people. Finding them protects the staff.",
  },
};

export const help = translate(messages);
