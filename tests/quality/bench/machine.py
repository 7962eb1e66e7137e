"""Where and on what a benchmark ran. Knows no benchmark."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("chromadb", "onnxruntime", "sqlalchemy", "tantivy", "torch")
_CPU_INFO = Path("/proc/cpuinfo")


def describe_machine() -> str:
    """Name processor, cores, system, Python, the libraries that count and what else was running."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {packages}"
    )


def describe_commit() -> str:
    """Give the commit of this checkout, with `+` if files differ from it."""
    commit = _git("rev-parse", "--short", "HEAD")
    return commit + "+" * bool(_git("status", "--porcelain", "--untracked-files=no"))


def _processor() -> str:
    if _CPU_INFO.is_file():
        for line in _CPU_INFO.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
