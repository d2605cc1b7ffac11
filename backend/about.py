"""What the API says about itself: its rooms in Chinese, and its conventions."""

TAGS = (
    {"name": "access", "description": "身份与权限"},
    {"name": "organization", "description": "部门、人员、岗位、任职、分管与联系"},
    {"name": "regulations", "description": "制度依据库"},
    {"name": "campaigns", "description": "活动、阶段、报送与台账"},
    {"name": "communications", "description": "会议、通知、咨询与催办"},
    {"name": "reviews", "description": "审核"},
    {"name": "powers", "description": "职权目录与权力运行流程"},
    {"name": "risks", "description": "廉政风险排查表与风险点"},
    {"name": "assessments", "description": "风险评估与定级"},
    {"name": "announcements", "description": "登记汇总的公示与异议"},
    {"name": "measures", "description": "防控措施"},
    {"name": "warnings", "description": "预警处置"},
    {"name": "adjustments", "description": "动态调整与复核任务"},
    {"name": "inspections", "description": "检查评估考核与监督检查"},
    {"name": "quality", "description": "质量检查"},
    {"name": "years", "description": "年度沿用、封存与对比"},
    {"name": "education", "description": "岗位廉政承诺"},
    {"name": "handovers", "description": "岗位交接"},
    {"name": "portal", "description": "向社会公开职权和流程图"},
    {"name": "imports", "description": "表格导入"},
    {"name": "documents", "description": "正式表格下载"},
    {"name": "packages", "description": "材料包：正式表格、迎检与归档"},
    {"name": "integration", "description": "变更流与快照（供 OA 等校内系统）"},
    {"name": "overview", "description": "工作台、待办、检索、留痕"},
    {"name": "notifications", "description": "消息与邮件提醒"},
    {"name": "kit", "description": "运行状况"},
)
DESCRIPTION = """高校廉政风险防控系统的接口：部门、岗位、职权、风险点、评估、预警。

- 列表：`?page=&size=`，未知参数一律 422；
- 修改：带 `If-Match`（取自 `ETag`），否则 428，已被别人修改则 412；
- 重试：`POST` 带 `Idempotency-Key`；
- 出错：`application/problem+json`（RFC 9457）。"""
