/** How states look. */
import type { Attendance, MeetingState, NoticeState, QuestionState } from "@/api/labels";
import type { Tone } from "@/ui/StatusTag.vue";

export const NOTICE_TONE: Record<NoticeState, Tone> = { draft: "neutral", published: "ok", withdrawn: "danger" };
export const MEETING_TONE: Record<MeetingState, Tone> = { scheduled: "info", held: "ok", filed: "neutral", cancelled: "danger" };
export const QUESTION_TONE: Record<QuestionState, Tone> = { open: "warn", answered: "ok", closed: "neutral" };
export const ATTENDANCE_TONE: Record<Attendance, Tone> = { invited: "neutral", present: "ok", absent: "danger", on_leave: "warn" };
