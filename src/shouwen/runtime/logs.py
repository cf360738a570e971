"""Logs as one JSON object a line, on standard error."""

import json
import logging
from datetime import UTC, datetime

SECRET_WORDS = ("password", "token", "secret", "authorization", "cookie")
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "taskName"}


class JsonLines(logging.Formatter):
    """Instant, level, logger, message, and whatever `extra` added; values named like secrets are masked."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name, value in vars(record).items():
            if name not in STANDARD:
                line[name] = "***" if any(word in name.lower() for word in SECRET_WORDS) else value
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
