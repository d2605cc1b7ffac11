"""Terms of finding risks: kinds of sheet, ways of finding, causes, and the parallel classification schemes."""

from backend.kit.terms import Term


class InventoryKind(Term):
    """附件二 and 附件三."""

    department = "department", "部门工作廉政风险排查表"
    position = "position", "个人岗位廉政风险排查表"


class FindingSource(Term):
    """The five ways of opinion.txt line 43."""

    self = "self", "自己找"
    colleague = "colleague", "同事点"
    superior = "superior", "领导提"
    public = "public", "群众帮"
    organization = "organization", "组织审"


class CauseKind(Term):
    """Notes under 附件二 and 附件三, with the side of handout.txt line 20 each belongs to."""

    rule_defect = "rule_defect", "制度缺陷及漏洞"
    weak_supervision = "weak_supervision", "监管缺失"
    external = "external", "外部环境影响"
    self_discipline = "self_discipline", "个人自律"
    competence = "competence", "个人业务素质"
    other = "other", "其他"


class CategoryScheme(Term):
    """Ways the sources classify one and the same risk; all may be used at once (requirements S73–S81)."""

    three_kinds = "three_kinds", "三类风险"
    four_types = "four_types", "四类风险"
    five_aspects = "five_aspects", "五个方面"
    department_aspects = "department_aspects", "部门四个方面"
    personal_aspects = "personal_aspects", "个人七个方面"


class RiskCategory(Term):
    """The common pool of categories."""

    ethics = "ethics", "思想道德"
    duty = "duty", "岗位职责（履责）"
    power_use = "power_use", "权力行使"
    process = "process", "业务流程"
    efficiency = "efficiency", "机关效能"
    institution = "institution", "制度机制（规章制度）"
    environment = "environment", "外部环境"


C, K = CategoryScheme, RiskCategory
SCHEMES: dict[CategoryScheme, tuple[RiskCategory, ...]] = {
    C.three_kinds: (K.duty, K.process, K.institution),
    C.four_types: (K.ethics, K.duty, K.institution, K.environment),
    C.five_aspects: (K.ethics, K.duty, K.process, K.institution, K.environment),
    C.department_aspects: (K.process, K.efficiency, K.institution, K.environment),
    C.personal_aspects: (
        K.ethics,
        K.duty,
        K.power_use,
        K.process,
        K.efficiency,
        K.institution,
        K.environment,
    ),
}
"""opinion.txt lines 43 and 46; handout.txt lines 10 and 28."""


class Likelihood(Term):
    """发生机率, in the words of opinion.txt lines 50–53."""

    high = "high", "高"
    elevated = "elevated", "较高"
    small = "small", "较小"


class Consequence(Term):
    """危害程度 with its legal anchor; opinion.txt lines 50–53."""

    crime = "crime", "严重损害后果，可能触犯国家法律、构成犯罪"
    discipline = "discipline", "较为严重损害后果，可能违反党纪政纪、受到处分"
    internal = "internal", "影响程度较低，部门或岗位内部能很快解决"
