"""COPY and ADD."""

from __future__ import annotations

from tests.proof.generator.choice import Chooser
from tests.proof.generator.world import NOTHING, World


def _place(choose: Chooser, world: World) -> str:
    """A directory to copy into, as somebody writes it."""
    choices = [(8, "./"), (5, "."), (4, f"{world.root}/"), (2, "src/"), (2, "lib/"), (2, "/opt/a/")]
    choices += [(1, "/opt/b"), (3, "/opt/link/"), (1, "/opt/python/"), (1, "/usr/local/bin/")]
    if world.aws:
        choices += [(5, "${LAMBDA_TASK_ROOT}/"), (3, "${LAMBDA_TASK_ROOT}")]
    if "DIR" in world.env:
        choices += [(4, "${DIR}/")]
    return choose.weighted(*choices)


def _flags(choose: Chooser) -> str:
    rare = ["--chmod=755 ", "--chmod=640 ", "--chown=1000:1000 ", "--link "]
    return choose.pick(rare) if choose.chance(25) else ""


def source(choose: Chooser, world: World) -> str:
    """A COPY of files of the context."""
    kind = choose.weighted(
        (6, _all), (5, _one), (5, _several), (4, _directory), (2, _glob), (1, _renamed)
    )
    return kind(choose, world)


def _all(choose: Chooser, world: World) -> str:
    near = choose.pick([".", "./", world.root])
    target = near if choose.chance(70) else _place(choose, world)
    world.copied(".", target)
    return f"COPY {_flags(choose)}. {target}"


def _one(choose: Chooser, world: World) -> str:
    one, target = choose.pick(world.sources()), _place(choose, world)
    world.copied(one, target)
    return f"{'ADD' if choose.chance(5) else 'COPY'} {_flags(choose)}{one} {target}"


def _several(choose: Chooser, world: World) -> str:
    chosen, target = choose.some(world.sources(), 2, 3), _place(choose, world)
    if "app.py" not in chosen and choose.chance(60):
        chosen.append("app.py")
    target = target if target.endswith(("/", ".")) else f"{target}/"
    for one in chosen:
        world.copied(one, target)
    return f"COPY {_flags(choose)}{' '.join(chosen)} {target}"


def _directory(choose: Chooser, world: World) -> str:
    dirs = [s for s in world.sources() if world.is_directory(s)]
    if not dirs:
        return NOTHING
    target = _place(choose, world)
    if world.sourced and {"src", "conf"} <= set(dirs):
        return f"COPY {_flags(choose)}${{SRC}}/ {target if target.endswith('/') else f'{target}/'}"
    one = choose.pick(dirs)
    target = choose.pick([target, f"{one}/", f"./{one}", f"{world.root}/{one}"])
    world.copied(one, target)
    if choose.chance(10):
        return f'COPY ["{one}/", "{target}"]'
    return f"COPY {_flags(choose)}{one}{choose.pick(['', '/'])} {target}"


def _glob(choose: Chooser, world: World) -> str:
    globs = {"*.py": ".py", "*.txt": ".txt", "[a-r]*.txt": "requirements.txt", "app*": "app.py"}
    if "src" in world.sources():
        globs |= {"s?c": "src", "s*": "src"}
    if "conf/a.ini" in world.seen():
        globs |= {"conf/*.ini": "a.ini"}
    glob, target = choose.pick([*globs]), choose.pick(["./", "/opt/a/", f"{world.root}/"])
    for one in world.sources():
        if one.endswith(globs[glob]):
            world.copied(one, target)
    return f"COPY {_flags(choose)}{glob} {target}"


def _renamed(choose: Chooser, world: World) -> str:
    files = [s for s in world.sources() if not world.is_directory(s)]
    one = choose.pick(files)
    new = choose.pick(["main.py", "/opt/a/x", "six.py", "app.py", "conf.txt", "requirements.txt"])
    world.add(world.absolute(new))
    return f"COPY {_flags(choose)}{one} {new}"


def manifest(choose: Chooser, world: World) -> str:
    """A COPY of requirements files."""
    chosen = [choose.pick(world.manifests())]
    if chosen[0].startswith("reqs/"):
        target = choose.pick(["reqs/", "./reqs/", "/tmp/reqs/"])
        world.copied("reqs", target)
        return f"COPY reqs/ {target}"
    if chosen[0] in ("all.txt", "constraints.txt"):
        chosen.append("requirements.txt")
    near, far = (4, f"{world.root}/"), (1, "/opt/b/")
    target = choose.weighted((8, "./"), (4, "."), (2, "/tmp/build/"), near, far)
    for one in chosen:
        world.copied(one, target)
    return f"COPY {' '.join(chosen)} {target}"


def origin(choose: Chooser, world: World) -> str:
    """A COPY from another stage or image."""
    if not world.stages or choose.chance(20):
        if choose.chance(20) and world.kind != "node":
            world.uv = True
            return "COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv"
        if choose.chance(60):
            world.add("/opt/extensions/agent")
            return "COPY --from=example.com/extension:1 /opt/ /opt/"
        world.add("/usr/local/bin/tool")
        return "COPY --from=example.com/tools:2 /usr/local/bin/tool /usr/local/bin/tool"
    name = choose.pick(sorted(world.stages))
    other = world.stages[name]
    ours = ("/opt/", other.root)
    dirs = sorted(d for d in other.dirs if d.startswith(ours))
    if dirs and choose.chance(70):
        taken = choose.pick(dirs)
        target = choose.pick([taken, f"{taken}/", "./", "/opt/a/", f"{world.root}/"])
        for path in [p for p in other.files if p.startswith(f"{taken}/")]:
            world.add(f"{world.absolute(target)}/{path[len(taken) + 1 :]}")
        return f"COPY --from={name} {taken}{choose.pick(['', '/'])} {target}"
    files = sorted(f for f in other.files if f.startswith(ours))
    if not files:
        return NOTHING
    taken = choose.pick(files)
    target = choose.pick(["./", taken, "/opt/a/"])
    last = taken.rpartition("/")[2]
    world.add(f"{world.absolute(target)}/{last}" if target.endswith("/") else taken)
    return f"COPY --from={name} {taken} {target}"


def archive(choose: Chooser, world: World) -> str:
    """An ADD that unpacks."""
    if "data.tar" not in world.seen():
        return NOTHING
    target = choose.pick(["./", "/opt/a/", f"{world.root}/"])
    for name in ("conf/a.ini", "six.py"):
        world.add(f"{world.absolute(target)}/{name}")
    return f"ADD data.tar {target}"


def text(choose: Chooser, world: World) -> str:
    """A COPY of a here-document."""
    target = choose.pick(["/opt/a/x", "conf.txt", "/etc/pip.conf", "src/made.py"])
    world.add(world.absolute(target))
    said = choose.pick(["a=1", "hello ${STAGE}"])
    said = "index-url = https://example.com/two" if target == "/etc/pip.conf" else said
    return f"COPY <<EOF {target}\n{said}\nEOF"


def node_manifest(choose: Chooser, world: World) -> str:
    if "package.json" not in world.seen():
        return NOTHING
    for one in ("package.json", "package-lock.json"):
        world.copied(one, "./")
    return f"COPY {choose.pick(['package*.json', 'package.json package-lock.json'])} ./"
