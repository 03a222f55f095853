"""Imports point one way: scoring ← sources ← models ← wizards, controllers, report."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# package of the core → what it may import beside itself
MAY_IMPORT = {
    "scoring": set(),
    "sources": {"scoring"},
    "models": {"scoring", "sources"},
    "wizards": {"scoring", "sources", "models"},
    "controllers": {"scoring", "sources", "models"},
    "report": {"scoring", "sources", "models"},
}
# importable without Odoo
PURE = [
    "aftersales_kpi/scoring",
    "aftersales_kpi_payroll/payout",
    "aftersales_kpi_survey/sampling",
]


def imported_modules(path):
    """The dotted names, from the root of the add-ons, of all that a file imports."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*parents, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def addon_imports(path):
    """Imports of our own add-ons, as (add-on, first package in it or None)."""
    for name in imported_modules(path):
        parts = name.removeprefix("odoo.addons.").split(".")
        if parts[0].startswith("aftersales_"):
            yield parts[0], parts[1] if len(parts) > 1 else None


def python_files(folder):
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_core_packages_import_one_way(package):
    forbidden = MAY_IMPORT.keys() - MAY_IMPORT[package] - {package}
    wrong = [
        (str(path.relative_to(ROOT)), imported)
        for path in python_files(f"aftersales_kpi/{package}")
        for addon, imported in addon_imports(path)
        if addon == "aftersales_kpi" and imported in forbidden
    ]
    assert not wrong


def test_core_does_not_know_the_other_addons():
    wrong = [
        (str(path.relative_to(ROOT)), addon)
        for path in python_files("aftersales_kpi")
        for addon, _imported in addon_imports(path)
        if addon != "aftersales_kpi"
    ]
    assert not wrong


@pytest.mark.parametrize("folder", PURE)
def test_pure_packages_import_only_the_standard_library(folder):
    own = folder.replace("/", ".")
    wrong = [
        (str(path.relative_to(ROOT)), name)
        for path in python_files(folder)
        for name in imported_modules(path)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not f"{name}.".startswith(f"{own}.")
    ]
    assert not wrong
