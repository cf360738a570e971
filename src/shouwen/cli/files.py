"""Files that somebody names on the line."""

from pathlib import Path

from shouwen.cli.entry import CommandFailed


def content_of(path: Path) -> bytes:
    """What the file holds. Raises CommandFailed, in both languages, where there is none or it may not be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CommandFailed(f"{path}: 没有这个文件 · no such file") from None
    except IsADirectoryError:
        raise CommandFailed(f"{path}: 这是文件夹，请写出文件 · a folder; name the file in it") from None
    except PermissionError:
        raise CommandFailed(f"{path}: 无权读取 · no right to read it") from None
    except OSError as problem:
        raise CommandFailed(f"{path}: 无法读取 · can't be read: {problem.strerror}") from problem


def text_of(path: Path) -> str:
    """The file's text. Raises CommandFailed where it can't be read or isn't UTF-8."""
    try:
        return content_of(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandFailed(f"{path}: 不是 UTF-8 文本 · not text in UTF-8") from None
