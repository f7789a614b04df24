"""The house rules a machine can check, each with its reason. docs/structure.md tells them in words.

Exceptions stand beside the rule they break, each with why; a rule with a long list is the wrong rule.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "gongjian"
ROOMS = [path.parent.name for path in sorted(HOUSE.glob("*/__init__.py"))]
RANK = ["config", "desk", "reports", "programmes", "indicators", "organizations", "core", "algorithms"]
SCREENS = {"views", "urls", "api", "forms", "tables", "pack", "admin"}


def files(suffix=".py", *, tests=False) -> list[Path]:
    found = [path for path in sorted(HOUSE.rglob(f"*{suffix}")) if not {"migrations", "vendor"} & set(path.parts)]
    return [path for path in found if tests or "tests" not in path.parts]


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path, node: ast.AST | None = None) -> str:
    return f"{path.relative_to(ROOT)}" + (f":{node.lineno}" if node is not None else "")


def is_kind(path: Path, kind: str) -> bool:
    """Does the file belong to its room's `kind` (actions.py, or a file of the package actions/)?"""
    parts = path.relative_to(HOUSE).parts
    return len(parts) > 1 and (parts[1] == kind or parts[1] == f"{kind}.py")


def functions_of(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def names_of(nodes: list[ast.expr]) -> set[str]:
    """The last names of decorators or bases: `@transaction.atomic` → atomic, `@task()` → task."""
    found = set()
    for node in nodes:
        target = node.func if isinstance(node, ast.Call) else node
        found.add(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
    return found


# --- size: a reader holds one file, one screenful, in the head ------------------------------
def test_no_file_is_longer_than_400_lines():
    limit = {True: 600, False: 400}  # a table of cases may be longer than the code it proves
    long = [
        f"{place(path)}: {count}"
        for path in files(tests=True)
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > limit["tests" in path.parts]
    ]
    assert long == []


def test_no_view_is_longer_than_25_lines():
    """A view fetches, hands the form to the action and answers; what is longer hides a rule or a query."""
    long = [
        f"{place(path, node)} {node.name}: {length}"
        for path in files()
        if is_kind(path, "views")
        for node in functions_of(tree_of(path))
        if (length := node.end_lineno - node.lineno + 1) > 25
    ]
    assert long == []


# --- names: a vague name collects whatever has no place -------------------------------------
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "handler", "handlers"}
VAGUE |= {"service", "data", "shared", "base", "stuff", "tools", "lib"}


def test_no_module_has_a_vague_name():
    found = {part.removesuffix(".py") for path in files(tests=True) for part in path.relative_to(HOUSE).parts}
    assert found & VAGUE == set()


def test_no_class_is_called_after_a_pattern():
    pattern = re.compile(r"(Service|Helper|Helpers|Utils|Handler|Factory|Repository|Interactor|Impl|Mixin)$")
    found = [
        f"{place(path, node)} {node.name}"
        for path in files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and pattern.search(node.name)
    ]
    assert found == []


def test_every_room_says_what_it_is_for():
    silent = [room for room in ROOMS if not ast.get_docstring(tree_of(HOUSE / room / "__init__.py"))]
    assert silent == []


def test_every_file_of_code_begins_with_what_it_is_for():
    """Not where Django's own custom says it: a room's list of addresses, its registration, its commands' `help`, its models' own words."""
    spared = {"__init__.py", "apps.py", "urls.py"}
    silent = [
        place(path)
        for path in files()
        if path.name not in spared and not {"commands", "models", "urls"} & set(path.parts)
        if path.stat().st_size and not ast.get_docstring(tree_of(path))
    ]
    assert silent == []


# --- imports: import-linter draws the layers; these are what it cannot see ------------------
def test_nothing_is_imported_inside_a_function():
    """It hides a dependency that points the wrong way. Django's ready() is the one place made for it."""
    found = [
        place(path, inner)
        for path in files()
        if path.name != "apps.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def imports_of(path: Path) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def test_imports_are_absolute():
    found = [
        place(path, node)
        for path in files(tests=True)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert found == []


def test_a_rooms_screens_are_its_own():
    """Models, queries, rules, actions and figures may be used from above; what stands on a page may not."""
    found = []
    for path in files():
        room = path.relative_to(HOUSE).parts[0]
        for node, name in imports_of(path):
            parts = name.split(".")
            if path == HOUSE / "config" / "urls.py" and parts[2] == "urls":  # the root of all addresses
                continue
            if parts[0] == "gongjian" and len(parts) > 2 and parts[1] not in (room, "core") and parts[2] in SCREENS:
                found.append(f"{place(path, node)} {name}")
    assert found == []


@pytest.mark.parametrize("room", [room for room in RANK if room in ROOMS])
def test_a_room_names_no_address_of_a_room_above_it(room):
    """A template or redirect that names a room above ties the lower one to it as an import would."""
    above = RANK[: RANK.index(room)]
    if not above:
        return
    address = re.compile(rf"""["'](?:{"|".join(above)}):\w+""")
    found = [
        f"{place(path)}:{number}"
        for path in [*files(), *files(".html")]
        if path.relative_to(HOUSE).parts[0] == room
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if address.search(line)
    ]
    assert found == []


# --- writing: every change has an actor, a rule and a record --------------------------------
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "update"}
SURE = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
MAY_WRITE = {
    "gongjian/core/audit/": "the chain itself",
    "gongjian/core/files.py": "stores a file; the action that asks for it records it",
    "gongjian/core/jobs.py": "a job's progress is no act of anybody",
    "gongjian/core/notifications.py": "telling people is no act of theirs",
    "gongjian/core/channels.py": "notes what was handed to a channel",
    "gongjian/core/views.py": "marks one's own inbox as read",
    "gongjian/organizations/receivers.py": "allauth's own list of sessions follows a sign-out, which is recorded",
}


def writes_of(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(tree_of(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        receiver = ast.unparse(node.func.value)
        rows = re.search(r"\.objects\b|\.filter\(|\.exclude\(|\.all\(|_set\b", receiver)
        if rows or (node.func.attr in SURE and not re.search(r"book|image|document|file", receiver)):
            yield node


def test_only_actions_write():
    """A row changed elsewhere would leave no trace of who did it and whether they might."""
    found = [
        f"{place(path, node)} {ast.unparse(node.func)}"
        for path in files()
        if not is_kind(path, "actions") and not place(path).startswith(tuple(MAY_WRITE))
        for node in writes_of(path)
    ]
    assert found == []


# How an action of this room writes, called inside the action's own transaction and with its actor.
PENS = {
    "gongjian/organizations/actions/changes.py": "a new record or the fields that changed, with the audit record",
    "gongjian/programmes/actions/numbers.py": "the next number of a series, which the document's own record then names",
}


def actions() -> Iterator[tuple[Path, ast.FunctionDef, bool]]:
    """Every action, and whether it writes itself (another may only call the one that does).

    An action is a public function of actions that has an actor, writes, or says what was done. Background jobs
    (`…_later`) take ids, as their arguments travel through a table.
    """
    for path in files():
        if not is_kind(path, "actions") or place(path) in PENS:
            continue
        writing = {node.lineno for node in writes_of(path)}
        for node in functions_of(tree_of(path)):
            if node.name.startswith("_") or node.name.endswith("_later"):
                continue
            called = names_of([inner for inner in ast.walk(node) if isinstance(inner, ast.Call)])
            lines = set(range(node.lineno, node.end_lineno + 1))
            writes = bool(writing & lines or called & {"record", "record_many"})
            if writes or "by" in {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}:
                yield path, node, writes


def test_every_action_names_its_actor():
    found = [
        f"{place(path, node)} {node.name}"
        for path, node, _writes in actions()
        if "by" not in {argument.arg for argument in node.args.kwonlyargs}
    ]
    assert found == []


def test_every_action_takes_at_most_two_things_by_position():
    """After two, a reader no longer knows which is which."""
    found = [f"{place(path, node)} {node.name}" for path, node, _writes in actions() if len(node.args.args) > 2]
    assert found == []


def test_every_action_is_all_or_nothing():
    found = [
        f"{place(path, node)} {node.name}"
        for path, node, writes in actions()
        if writes and "atomic" not in names_of(node.decorator_list) and "transaction.atomic()" not in ast.unparse(node)
    ]
    assert found == []


def test_every_background_job_is_named_so():
    found = [
        f"{place(path, node)} {node.name}"
        for path in files()
        for node in functions_of(tree_of(path))
        if "task" in names_of(node.decorator_list) and not node.name.endswith("_later")
    ]
    assert found == []


def test_queries_and_rules_only_look():
    found = [
        f"{place(path, node)} {ast.unparse(node.func)}"
        for path in files()
        if is_kind(path, "queries") or is_kind(path, "rules")
        for node in writes_of(path)
    ]
    assert found == []


# --- pages ----------------------------------------------------------------------------------
INLINE = re.compile(r"\sstyle=|<style\b|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|hx-on", re.IGNORECASE)


def test_no_template_has_inline_script_or_style():
    """The content policy refuses them, so whoever opens the page would miss them."""
    found = [
        f"{place(path)}:{number}"
        for path in files(".html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if INLINE.search(line)
    ]
    assert found == []


def test_no_page_asks_for_anything_from_outside():
    """A city's network may have no way out, and a reader's address is nobody else's business."""
    outside = re.compile(r"""(?:src|href|url\()\s*=?\s*["']?(?:https?:)?//""")
    found = [
        f"{place(path)}:{number}"
        for path in [*files(".html"), *files(".css"), *files(".js")]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if outside.search(line)
    ]
    assert found == []


def test_every_form_that_posts_carries_its_token():
    found = []
    for path in files(".html"):
        for form in re.findall(r"<form\b[^>]*>.*?</form>", path.read_text(encoding="utf-8"), re.DOTALL | re.IGNORECASE):
            if re.search(r"""method=["']?post""", form, re.IGNORECASE) and "csrf_token" not in form:
                found.append(f"{place(path)}: {form[:60]}")
    assert found == []


# --- databases ------------------------------------------------------------------------------
def test_every_name_in_the_database_fits_every_database():
    """30 bytes: the shortest limit among the databases a city may be told to use."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("gongjian."):
            continue
        options = model._meta
        names = [options.db_table, *(item.name for item in [*options.indexes, *options.constraints])]
        names += [field.column for field in options.local_fields]
        names += [
            field.m2m_db_table()
            for field in options.local_many_to_many
            if field.remote_field.through._meta.auto_created
        ]
        found += [f"{options.label}: {name}" for name in names if len(name.encode()) > 30]
    assert found == []
