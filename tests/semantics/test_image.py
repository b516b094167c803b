from __future__ import annotations

from lambdafix.codemod import Dropped, Moved
from lambdafix.context.project import Project
from lambdafix.semantics.areas import Area
from lambdafix.semantics.bases import base_of
from lambdafix.semantics.commands.call import Deposit
from lambdafix.semantics.difference import difference
from lambdafix.semantics.image import Image, cached, key_of
from lambdafix.semantics.lens import Lens
from lambdafix.syntax.parser import parse

BASE = base_of("public.ecr.aws/lambda/python:3.12")
TASK = Area("/var/task", deep=True)


PLAIN = Lens()


def image(lens: Lens = PLAIN) -> Image:
    return Image(BASE, lens)


def test_a_key_is_the_same_however_a_set_is_ordered_and_tells_types_apart() -> None:
    assert key_of(frozenset({"a", "b", "c"})) == key_of(frozenset({"c", "b", "a"}))
    assert key_of("a", "b") != key_of("ab")
    assert key_of(("a",), "b") != key_of("a", ("b",))
    assert key_of("1") != key_of(1)


def test_a_copied_file_replaces_what_lay_there_and_makes_its_directories() -> None:
    made = image()
    made.put("/x/y/a.py", "context:a.py", "a.py")
    made.put("/x/y/a.py", "context:b.py", None)
    assert made.files == {"/x/y/a.py": "context:b.py"}
    assert made.context == {}
    assert made.is_directory("/x/y")
    assert made.is_directory("/x")
    assert not made.is_directory("/x/y/a.py")


def test_a_command_over_a_file_makes_it_another_file() -> None:
    made = image()
    for path in ("/var/task/a.py", "/var/task/b.py"):
        made.put(path, f"context:{path}", path)
    made.leave(Deposit((Area("/var/task/a.py"),), ("chmod", "755"), "chmod"), ())
    assert made.files["/var/task/a.py"] != "context:/var/task/a.py"
    assert made.files["/var/task/b.py"] == "context:/var/task/b.py"
    assert list(made.context) == ["/var/task/b.py"]


def test_what_is_left_is_made_of_what_was_read() -> None:
    def left(provenance: str) -> str:
        made = image()
        made.put("/var/task/requirements.txt", provenance, None)
        reads = (Area("/var/task/requirements.txt"),)
        made.leave(Deposit((Area("/deps", deep=True),), ("install",), "x"), reads)
        return made.made[0].key

    assert left("context:a") == left("context:a")
    assert left("context:a") != left("context:b")


def test_os_packages_are_a_set_and_leave_files_alone() -> None:
    def installs(*steps: tuple[str, str]) -> Image:
        made = image()
        made.put("/usr/x", "context:x", "x")
        for kind, name in steps:
            areas = (Area("/usr", deep=True),)
            made.leave(Deposit(areas, ("os", kind), "", frozenset({name}), whole=True), ())
        return made

    one, two = (installs(("install", a), ("install", b)) for a, b in ("xy", "yx"))
    assert one.packages == two.packages == {"x", "y"}
    assert one.files == {"/usr/x": "context:x"}
    assert installs(("install", "x"), ("remove", "x")).packages == set()
    assert installs(("upgrade", "x")).packages != set()


def test_a_package_that_may_be_dropped_leaves_nothing() -> None:
    client = Deposit((TASK,), ("install",), "x", frozenset({"awslambdaric"}), whole=True)
    made = image(Lens.of((Dropped("awslambdaric", ""),)))
    made.leave(client, ())
    assert made.made == []
    other = image(Lens.of((Dropped("six", ""),)))
    other.leave(client, ())
    assert len(other.made) == 1


def test_a_moved_file_is_the_same_to_one_who_reads_it() -> None:
    def read(path: str, lens: Lens) -> frozenset[str]:
        made = image(lens)
        made.put(path, "context:a", "a")
        return made.read_keys((Area("/", deep=True),))

    moved = Lens.of((Moved("/app", "/var/task"),))
    assert read("/app/a", moved) == read("/var/task/a", moved)
    assert read("/app/a", PLAIN) != read("/var/task/a", PLAIN)


def test_caches_are_never_compared() -> None:
    text = "FROM public.ecr.aws/lambda/python:3.12\nRUN touch /root/.cache/pip/{name}\n"
    one, other = (parse(text.format(name=name)) for name in "ab")
    assert difference(one, other, Project.of({})) == ""


def test_what_is_made_of_something_in_tmp_is_compared() -> None:
    text = "FROM scratch\nRUN curl -o /tmp/x https://{host}/x\nRUN cp /tmp/x /opt/x\n"
    one, other = (parse(text.format(host=host)) for host in ("a.org", "b.org"))
    assert difference(one, one, Project.of({})) == ""
    assert "/opt/x" in difference(one, other, Project.of({}))
    assert cached("/tmp/x")
    assert cached("/var/cache")
    assert not cached("/tmpx")
    assert not cached("/var/task")


def test_a_copy_goes_its_own_way() -> None:
    first = image()
    first.put("/a", "context:a", "a")
    second = first.copy()
    second.put("/b", "context:b", "b")
    second.packages.add("gcc")
    second.config["CMD"] = "x"
    assert (list(first.files), first.packages, first.config) == (["/a"], set(), {})


def test_what_a_copy_from_a_stage_takes() -> None:
    made = image()
    made.put("/deps/a.py", "context:a", "a")
    made.put("/depsx/b.py", "context:b", "b")
    made.leave(Deposit((Area("/deps", deep=True),), ("install",), "x"), ())
    files, deposits, exact = made.selection("/deps")
    assert list(files) == ["/deps/a.py"]
    assert len(deposits) == 1
    assert exact
    assert made.selection("/usr/lib")[2] is False  # the base image has files of its own there
    assert made.selection("/var/task")[2] is True
