"""The package as a whole: what it shows, imports and says."""

import ast
import re
import sys
from pathlib import Path

import pytest

import scoring

FOLDER = Path(scoring.__file__).parent
FILES = sorted(FOLDER.rglob("*.py"))


def parsed(path):
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_the_standard_library_is_imported(path):
    absolute = {
        name.name.split(".")[0]
        for node in parsed(path)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {
        node.module.split(".")[0]
        for node in parsed(path)
        if isinstance(node, ast.ImportFrom) and node.level == 0
    }
    assert absolute <= sys.stdlib_module_names


def test_every_public_name_exists():
    assert sorted(scoring.__all__) == sorted(set(scoring.__all__))
    assert all(hasattr(scoring, name) for name in scoring.__all__)


def is_marked_or_wordless(template):
    """Whether a template is inside ``_()``, or has places and signs only."""
    match template:
        case ast.Constant(value=str(text)):
            return not any(map(str.isalpha, re.sub(r"%\(\w+\)s", "", text)))
        case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str())]):
            return True
    return not isinstance(template, ast.JoinedStr)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_r60_every_sentence_can_be_translated(path):
    for node in parsed(path):
        match node:
            case ast.Call(func=ast.Name(id="say" | "Phrase"), args=[template, *_]):
                assert is_marked_or_wordless(template), ast.unparse(node)
            case ast.Call(func=ast.Name(id="_"), args=arguments):
                assert isinstance(arguments[0], ast.Constant), ast.unparse(node)
