"""The operations of notifications for the permission matrix."""

from tests.access.matrix import Operation

SETTING = {"address": "someone@example.edu.cn", "is_on": True, "muted": ["review"]}

OPERATIONS = (
    Operation("list_notifications", "/notifications", is_about_row=False),
    Operation("get_notification_counts", "/notifications/counts", is_about_row=False),
    Operation("read_notifications", "/notifications/reading", body=lambda _: {}, is_about_row=False),
    Operation("get_mail_setting", "/notifications/mail-setting", is_about_row=False),
    Operation(
        "update_mail_setting", "/notifications/mail-setting", body=lambda _: SETTING, is_about_row=False
    ),
)
