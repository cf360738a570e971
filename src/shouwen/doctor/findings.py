"""What one look of the doctor found."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


TITLES = {
    "python": ("Python", "Python"),
    "data": ("数据目录", "Data folder"),
    "disk": ("磁盘空间", "Disk space"),
    "database": ("数据库", "Database"),
    "tables": ("数据库结构", "Tables"),
    "clock": ("时钟", "Clock"),
    "assets": ("页面资源", "Front end"),
    "translations": ("中文译文", "Translations"),
    "regulation": ("现行制度", "Regulation in force"),
    "rules": ("制度条款", "Rules of the regulation"),
    "holidays": ("节假日表", "Public holidays"),
    "calendars": ("日历", "Calendars"),
    "administrator": ("管理员", "Administrator"),
    "worker": ("后台进程", "Worker"),
    "queue": ("任务队列", "Queue"),
    "failed_jobs": ("失败任务", "Failed jobs"),
    "messages": ("待发消息", "Messages out"),
    "mail": ("邮件", "Mail"),
    "address": ("访问地址", "Address"),
    "paused": ("暂停", "Pause"),
    "backup": ("备份", "Backup"),
    "journal": ("日志链", "Journal"),
}
"""What is looked at, in Chinese and in English: also the terminal without translations says it."""


@dataclass(frozen=True)
class Finding:
    """What one look found: a code, how well it is, the facts, and the command that repairs it."""

    code: str
    health: Health
    found: str
    repair: str = ""

    def title(self, language: str) -> str:
        chinese, english = TITLES[self.code]
        return english if language == "en" else chinese
