"""What a measurement was made with: the commit and the machine. Measures nothing."""

import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_CPU_INFO = Path("/proc/cpuinfo")


def describe_commit() -> str:
    """Give this checkout's commit, with `+` if files differ from it; the version outside one."""
    git = shutil.which("git")
    if git is None or not (_ROOT / ".git").exists():
        return f"version {version('citewell')}"
    done = subprocess.run(  # noqa: S603 - git itself, on this checkout
        [git, "-C", str(_ROOT), "describe", "--always", "--exclude=*", "--abbrev=12", "--dirty=+"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or f"version {version('citewell')}"


def describe_machine() -> dict[str, str | int]:
    """Name processor, usable cores, system and Python."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    if _CPU_INFO.is_file():
        for line in _CPU_INFO.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or "unknown"
