"""Where the desk keeps its data on this machine, and the secrets that are made there once."""

import hashlib
import os
import secrets
from pathlib import Path


def data_folder() -> Path:
    """The one folder that a backup must know: `SHOUWEN_DATA`, else the system's usual place.

    Root gets /var/lib/shouwen, because the database then runs as `nobody`, who can't
    enter root's home.
    """
    if chosen := os.environ.get("SHOUWEN_DATA"):
        return Path(chosen).resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/shouwen")
    share = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(share) / "shouwen"


def socket_folder(data: Path) -> Path:
    """The folder of the database's socket for `data`: short, since a socket's path ends at 107 bytes."""
    mark = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:10]
    if os.geteuid() == 0:
        return _run_folder() / f"shouwen-{mark}"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and len(runtime) < 60 and os.access(runtime, os.W_OK):
        return Path(runtime) / f"shouwen-{mark}"
    return Path("/tmp") / f"shouwen-{os.geteuid()}-{mark}"


def prepare(data: Path) -> None:
    """Make the data folder with its private parts; what already exists stays."""
    data.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        data.chmod(0o711)
    for part in ("secrets", "files", "log"):
        (data / part).mkdir(mode=0o700, exist_ok=True)


def secret(data: Path, name: str) -> str:
    """The secret called `name`, made at random the first time it is asked for."""
    path = data / "secrets" / name
    if not path.exists():
        made = path.with_suffix(f".{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48))
        try:
            os.link(made, path)
        except FileExistsError:
            pass  # another process was first, and its secret counts
        finally:
            made.unlink()
    return path.read_text().strip()


def keep_fact(data: Path, name: str, value: str) -> None:
    """A fact of the deployment lies beside the secrets and counts from the next start; the environment overrules it."""
    path = data / "secrets" / name
    path.touch(mode=0o600)
    path.write_text(value)


def _run_folder() -> Path:
    run = Path("/run")
    return run if run.is_dir() and os.access(run, os.W_OK) else Path("/tmp")
