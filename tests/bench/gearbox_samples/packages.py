"""Packages that carry files of many kinds, and how to get them: by the ordinary client of each registry."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from stackyard.target import ROOT

PYPI, NPM, DEBIAN = "PyPI", "npm", "Debian"


@dataclass(frozen=True)
class Package:
    """A package of a registry; of Debian, whose mirrors keep no old ones, without a version."""

    registry: str
    name: str
    version: str = ""


PACKAGES = (
    Package(PYPI, "matplotlib", "3.11.2"),
    Package(PYPI, "pygame", "2.6.1"),
    Package(PYPI, "scikit-image", "0.26.0"),
    Package(PYPI, "scikit-learn", "1.9.1"),
    Package(PYPI, "python-docx", "1.2.0"),
    Package(PYPI, "python-pptx", "1.0.2"),
    Package(PYPI, "plotly", "7.1.0"),
    Package(PYPI, "vega-datasets", "0.9.0"),
    Package(NPM, "audio-lena", "3.0.1"),
    Package(NPM, "exif", "0.6.0"),
    Package(NPM, "exif-parser", "0.1.12"),
    Package(NPM, "mammoth", "1.13.0"),
    Package(NPM, "pdf-parse", "1.1.1"),
    Package(NPM, "pdfjs-dist", "5.6.205"),
    Package(NPM, "vega-datasets", "3.2.1"),
    Package(NPM, "xlsx-populate", "1.21.0"),
    Package(DEBIAN, "alsa-utils"),
    Package(DEBIAN, "cups-filters"),
    Package(DEBIAN, "debian-policy"),
    Package(DEBIAN, "desktop-base"),
    Package(DEBIAN, "groff"),
    Package(DEBIAN, "iso-codes"),
    Package(DEBIAN, "libimage-exiftool-perl"),
    Package(DEBIAN, "sound-theme-freedesktop"),
)
# What other tools come in; they are run where they are unpacked.
TOOLS = tuple(Package(DEBIAN, name) for name in ("libimage-exiftool-perl", "vorbis-tools", "libogg0", "libvorbis0a"))


@dataclass(frozen=True)
class Unpacked:
    """A package that was fetched: the file it came as, what is in it, its version."""

    package: Package
    archive: Path
    folder: Path
    version: str


def fetched(package: Package, folder: Path) -> Unpacked:
    """Download a package unless it is there, and unpack it. Raises ``RuntimeError`` with the client's words."""
    place = folder / package.registry / (f"{package.name}-{package.version}" if package.version else package.name)
    archives = place / "archive"
    if not archives.is_dir() or not any(archives.iterdir()):
        archives.mkdir(parents=True, exist_ok=True)
        _run(_CLIENTS[package.registry](package), archives)
    archive = next(archives.iterdir())
    content = place / "content"
    if not content.is_dir():
        begun = place / "unpacking"
        shutil.rmtree(begun, ignore_errors=True)
        _unpack(archive, begun)
        begun.rename(content)
    return Unpacked(package, archive, content, package.version or archive.name.split("_")[1])


def _pip(package: Package) -> Sequence[str]:
    """Ask for a wheel, whatever this machine is: to download another form is to run its build."""
    platforms = [f"--platform={one}" for one in ("manylinux_2_28_x86_64", "manylinux2014_x86_64", "any")]
    asked = ("--no-deps", "--only-binary=:all:", "--python-version=3.13", *platforms, "--quiet")
    uv = str(ROOT / ".venv/bin/uv")
    return (uv, "tool", "run", "--quiet", "pip", "download", *asked, f"{package.name}=={package.version}")


def _npm(package: Package) -> Sequence[str]:
    return ("npm", "pack", "--silent", f"{package.name}@{package.version}")


def _apt(package: Package) -> Sequence[str]:
    return ("apt-get", "download", "--quiet", package.name)


_CLIENTS: dict[str, Callable[[Package], Sequence[str]]] = {PYPI: _pip, NPM: _npm, DEBIAN: _apt}


def _unpack(archive: Path, folder: Path) -> None:
    if archive.suffix == ".deb":
        _run(("dpkg-deb", "--extract", str(archive), str(folder)), archive.parent)
    elif archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(folder)
    else:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")


def _run(command: Sequence[str], folder: Path) -> None:
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} → {done.returncode}\n{done.stdout}{done.stderr}")
