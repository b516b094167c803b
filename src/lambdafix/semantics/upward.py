"""Code that looks above the directory of the function, where a move leaves other things behind."""

from __future__ import annotations

from lambdafix.context.project import Project
from lambdafix.regex import regex
from lambdafix.semantics.areas import below
from lambdafix.semantics.image import Image
from lambdafix.semantics.mentions import sources_of

_PARENTS = regex(r"\.parents\[(\d+)\]")
_CHAIN = regex(r"(?:\.parent\b)+")
_DOTS = regex(r"(?<=[\"'/])\.\.(?=[\"'/])")


def looks_above(image: Image, project: Project, root: str) -> str:
    """A source below `root` that goes to what was copied beside it: `../config`, parents[1].

    Empty where there is none, or where nothing was copied outside of `root`.
    """
    made = (a.path for m in image.made if not m.is_os for a in m.areas if a.names is None)
    if all(below(path, root) for path in (*image.files, *made)):
        return ""
    for path, source in image.context.items():
        if path.endswith(sources_of(image.base.family)) and below(path, root):
            depth = path[len(root) :].count("/") - 1
            text = project.read(source) or ""
            if any(_steps(line) > depth for line in text.splitlines()):
                return source
    return ""


def _steps(line: str) -> int:
    """How many directories a line goes up from the one that its file lies in."""
    ups = [int(n) for n in _PARENTS.findall(line)]
    ups += [chain.count(".parent") - 1 for chain in _CHAIN.findall(line)]
    ups += [len(_DOTS.findall(line)), line.count("dirname(") - 1]
    return max(ups)
