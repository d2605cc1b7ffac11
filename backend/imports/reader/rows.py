"""Turns the rows of one form into powers, risk points or self-check entries (forms.md §2.3 steps 8-11)."""

from dataclasses import dataclass, field, replace
from typing import Final

from backend.imports.reader.cells import SourceRow, source_raw
from backend.imports.reader.expand import Expander
from backend.imports.reader.findings import FindingLog
from backend.imports.reader.items import TERMINAL, join, own_items, split_items
from backend.imports.reader.levels import read_level, ticked_words
from backend.imports.reader.mapping import Mapping
from backend.imports.reader.markers import strip_running
from backend.imports.reader.parsed import LevelSeen, ParsedRow, PowerRow, RiskRow, SelfCheckRow
from backend.imports.rules import SAME_ABOVE, Column, FormKind

CATALOGUE_COLUMNS: Final = (Column.power_name, Column.content, Column.handling_body, Column.basis)
RISK_TEXTS: Final = (Column.risk_point, Column.manifestation, Column.causes, Column.measures, Column.remark)
JOINED: Final = (Column.risk_point, Column.manifestation, Column.causes, Column.measures)
EXTRAS: Final = (Column.responsible, Column.category, Column.indicator, Column.subject, Column.powers)

LevelsSeen = dict[str, LevelSeen]


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one form in order; remembers what 同上 and blank duties refer to.

    `seen` collects the level words of the table, for the preview.
    """

    kind: FormKind
    log: FindingLog
    mapping: Mapping = field(default_factory=Mapping)
    seen: LevelsSeen = field(default_factory=dict)
    rows: list[ParsedRow] = field(default_factory=list)
    duties: tuple[str, ...] = ()
    expander: Expander = field(init=False)

    def __post_init__(self) -> None:
        self.expander = Expander(self.log)

    def read(self, source: SourceRow) -> None:
        """Adds what one source row says."""
        if not any(source.says(column) for column in source.cells if column is not Column.ordinal):
            return
        if self.kind is FormKind.power_catalogue:
            self.read_powers(source)
        elif self.kind in (FormKind.department_inventory, FormKind.position_inventory):
            self.read_risks(source)
        else:
            self.read_self_check(source)

    # -- 附件一 ---------------------------------------------------------------------------------------

    def read_powers(self, source: SourceRow) -> None:
        if not source.text(Column.power_name):
            self.log.add(
                "missing-name", Column.power_name, source_raw(source), source.place(Column.power_name)
            )
            return
        for texts in self.expander.expand(source, Column.power_name, CATALOGUE_COLUMNS):
            self.rows.append(
                PowerRow(
                    source.table,
                    source.row,
                    source.row_id,
                    texts[Column.power_name],
                    texts[Column.content],
                    texts[Column.handling_body],
                    texts[Column.basis],
                )
            )

    # -- 附件二, 附件三 --------------------------------------------------------------------------------

    def read_risks(self, source: SourceRow) -> None:
        self.take_duties(source)
        if not source.text(Column.risk_point) or source.is_continued(Column.risk_point):
            self.read_remainder(source)
            return
        for texts in self.expander.expand(source, Column.risk_point, (*RISK_TEXTS, Column.level)):
            self.rows.append(self.risk_row(source, texts))

    def risk_row(self, source: SourceRow, texts: dict[Column, str]) -> RiskRow:
        reading, word = read_level(texts[Column.level], self.mapping)
        if word:
            self.seen.setdefault(word, LevelSeen(word, reading.level, reading.code))
        if reading.code and Column.level in source.cells:
            self.log.add(reading.code, Column.level, texts[Column.level], source.place(Column.level))
        extra = ((column.label, source.text(column)) for column in EXTRAS if source.text(column))
        return RiskRow(
            source.table,
            source.row,
            source.row_id,
            self.duties,
            texts[Column.risk_point],
            texts[Column.manifestation],
            texts[Column.causes] if source.row_id else ticked_words(texts[Column.causes]),
            reading.level,
            texts[Column.measures],
            texts[Column.remark],
            tuple(extra),
        )

    def take_duties(self, source: SourceRow) -> None:
        """職责 of this row: its own, the merged cell's, or those of the row above when left blank."""
        if source.row_id:
            text = source.text(Column.duties)
            self.duties = (text,) if text else ()
        elif source.is_continued(Column.duties):
            return
        elif source.text(Column.duties) in SAME_ABOVE:
            self.expander.note_same_above(source, Column.duties, bool(self.duties))
        elif source.says(Column.duties):
            self.duties = self.expander.items(
                source, Column.duties, split_items(source.paragraphs(Column.duties))
            )
        elif self.duties and source.says(Column.risk_point):
            self.log.add("inherited-duty", Column.duties, "", source.place(Column.duties))

    def read_remainder(self, source: SourceRow) -> None:
        """A row without a risk point of its own: merged over two rows, cut by a page, or incomplete."""
        place = source.place(Column.risk_point)
        if not any(source.says(column) for column in (*JOINED, Column.level)):
            if source.says(Column.duties):
                text = source.text(Column.duties)
                self.log.add("duty-without-risk", Column.duties, text, source.place(Column.duties))
            return
        last = self.rows[-1] if self.rows else None
        is_merged = source.is_continued(Column.risk_point)
        if isinstance(last, RiskRow) and is_merged and source.says(Column.level):
            texts = {column: source.text(column) for column in (*RISK_TEXTS, Column.level)}
            self.rows.append(self.risk_row(source, texts | {Column.risk_point: last.risk_point}))
        elif isinstance(last, RiskRow) and (is_merged or self.is_cut(source, last)):
            self.rows[-1] = self.joined(source, last, "\n" if is_merged else "")
            self.log.add("row-joined", Column.whole, source_raw(source), place)
        else:
            self.log.add("missing-risk-point", Column.risk_point, source_raw(source), place)

    def is_cut(self, source: SourceRow, last: RiskRow) -> bool:
        """No level, no duty, and what stands here continues sentences that had not ended."""
        if source.says(Column.level) or source.says(Column.duties):
            return False
        before = {
            Column.manifestation: last.manifestation,
            Column.causes: last.causes,
            Column.measures: last.measures,
        }
        continued = [text for column, text in before.items() if source.says(column)]
        return all(text and text[-1] not in TERMINAL for text in continued)

    def joined(self, source: SourceRow, last: RiskRow, separator: str) -> RiskRow:
        def more(text: str, column: Column) -> str:
            addition = source.text(column) if source.says(column) else ""
            if not text or not addition:
                return text or addition
            return f"{text}{separator}{addition}" if separator else join(text, addition)

        return replace(
            last,
            manifestation=more(last.manifestation, Column.manifestation),
            causes=more(last.causes, Column.causes),
            measures=more(last.measures, Column.measures),
            remark=more(last.remark, Column.remark),
        )

    # -- 讲义附件1, 附件2 -------------------------------------------------------------------------------

    def read_self_check(self, source: SourceRow) -> None:
        subject = source.text(Column.subject)
        if not source.row_id:
            subject = subject.replace("\n", "")
            subject = strip_running(subject, len(self.rows) + 1) or subject
        if self.rows and source.is_continued(Column.subject):
            self.extend_self_check(source)
            return
        if self.rows and not subject and not source.row_id:
            self.log.add("inherited-subject", Column.subject, source_raw(source), source.place(Column.subject))
            self.extend_self_check(source)
            return
        if not subject:
            self.log.add("missing-subject", Column.subject, source_raw(source), source.place(Column.subject))
        lists = {
            column: self.list_cell(source, column)
            for column in (Column.duties, Column.powers, Column.risk_point)
        }
        self.rows.append(
            SelfCheckRow(
                source.table,
                source.row,
                source.row_id,
                subject,
                lists[Column.duties],
                lists[Column.powers],
                lists[Column.risk_point],
            )
        )

    def extend_self_check(self, source: SourceRow) -> None:
        """岗位 merged over several rows: each row adds to the three lists."""
        last = self.rows[-1]
        assert isinstance(last, SelfCheckRow)
        added = {
            column: self.list_cell(source, column, len(before)) if source.says(column) else ()
            for column, before in (
                (Column.duties, last.duties),
                (Column.powers, last.powers),
                (Column.risk_point, last.risks),
            )
        }
        self.rows[-1] = replace(
            last,
            duties=last.duties + added[Column.duties],
            powers=last.powers + added[Column.powers],
            risks=last.risks + added[Column.risk_point],
        )

    def list_cell(self, source: SourceRow, column: Column, begun: int = 0) -> tuple[str, ...]:
        paragraphs = source.paragraphs(column)
        if source.row_id:
            return own_items(paragraphs)
        items = self.expander.items(source, column, split_items(paragraphs, begun))
        if not items and column in source.cells:
            self.log.add("empty-list", column, "", source.place(column))
        return items
