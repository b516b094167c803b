"""serverless.yml and .json: images that the Serverless Framework builds, and who runs them.

`path` is relative to the service, `file` to `path`. What is written in `${...}` is followed to
`self:` and `custom`, and to a default. Source: oss-serverless/serverless, the schema of
`provider.ecr.images` and `functions.NAME.image` (2026-04).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from lambdafix.context.infrastructure.builds import Build, use_of
from lambdafix.context.infrastructure.tree import Tree, each
from lambdafix.context.infrastructure.uses import (
    Builder,
    Destination,
    Finding,
    Place,
    Purpose,
    Unresolved,
    Use,
)
from lambdafix.context.infrastructure.yaml_nodes import Node, documents
from lambdafix.regex import regex

_VARIABLE = regex(r"\$\{([^{}]*)\}")
_DEEPEST = 8


def read(paths: Iterable[str], tree: Tree) -> Iterator[Finding]:
    """The image functions of services."""
    yield from each(_service, paths, tree)


def _service(path: str, tree: Tree) -> Iterator[Finding]:
    for document in documents(tree.text(path), json=path.endswith(".json")):
        yield from service(document, path)


def service(root: Node, path: str) -> Iterator[Finding]:
    """The image functions of one service, and images that no function of it runs."""
    images = root.get("provider", "ecr", "images")
    if images is not None and not images.is_map:
        text = f"the images are not in this file: {images.text or 'a list'}"
        yield Unresolved(Place(path, images.line), text)
        return
    built = {
        name: list(_image(node, root, path)) for name, node in (images.items() if images else ())
    }
    used: set[str] = set()
    functions = root.get("functions")
    for name, function in functions.items() if functions else ():
        node = function.get("image")
        if node is None:
            continue
        image = _text(node.get("name") if node.is_map else node, root)
        for finding in built.get(image or "", ()):
            used.add(image or "")
            yield _run(finding, name, function, root) if isinstance(finding, Use) else finding
        if image not in built and not node.get("uri"):
            text = f"{name}: its image {image or node.text or ''} is not built by this service"
            yield Unresolved(Place(path, node.line), text)
    for name, findings in built.items():
        yield from findings if name not in used else ()


def _image(node: Node, service: Node, path: str) -> Iterator[Finding]:
    """The build of one image; a plain text is an address if it looks like one, else a path."""
    if not node.is_map:
        text = _text(node, service)
        if text is not None and (":" in text or ".dkr.ecr." in text):
            return
        build = Build(text)
    elif node.get("uri"):
        return
    else:
        options = [o.text or "" for o in (node.get("buildOptions") or node).elements()]
        file = node.get("file")
        arguments = node.get("buildArgs")
        pairs = list(arguments.items()) if arguments else []
        build = Build(
            _text(node.get("path"), service) if node.get("path") else ".",
            _text(file, service) if file else "",
            file_in_context=True,
            target=_option(options, "--target"),
            platform=_text(node.get("platform"), service) or "",
            arguments=tuple((name, _text(value, service) or "") for name, value in pairs),
        )
    place = Place(path, node.line)
    yield from use_of(build, [os.path.dirname(path)], Builder.SERVERLESS, place)


def _run(use: Use, name: str, function: Node, service: Node) -> Use:
    image = function.get("image") or function
    shared = service.get("provider", "architecture")
    called = _text(service.get("service"), service)
    stage = _text(service.get("provider", "stage"), service)
    own = f"serverless-{called}-{stage}".lower() if called and stage else "the service's own"
    architecture = _text(function.get("architecture") or shared, service)
    return use._replace(
        purpose=Purpose.FUNCTION,
        function=name,
        place=use.place._replace(line=image.line),
        command=_words(image.get("command"), service),
        entry_point=_words(image.get("entryPoint"), service),
        working_directory=_text(image.get("workingDirectory"), service) or "",
        platform=use.platform or architecture or "",
        # One for a service and stage: lib/plugins/aws/lib/naming.js, getEcrRepositoryName.
        destination=Destination(f"serverless {use.place.path}", own, use.place),
    )


def _words(node: Node | None, service: Node) -> tuple[str, ...]:
    elements = list(node.elements()) if node and node.is_list else [node] if node else []
    words = [_text(element, service) for element in elements]
    known = tuple(word for word in words if word is not None)
    return known if len(known) == len(words) else ()


def _option(options: list[str], name: str) -> str:
    for word, following in zip(options, [*options[1:], ""], strict=False):
        if word == name:
            return following
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return ""


def _text(node: Node | None, service: Node, depth: int = _DEEPEST) -> str | None:
    """A text with its `${self:...}` put in; None where a value comes from elsewhere."""
    text = node.text if node else None
    while text is not None and depth and (match := _VARIABLE.search(text)):
        depth -= 1
        source, _, default = (part.strip() for part in match[1].partition(","))
        found = service.get(*source.removeprefix("self:").split(".")) if "self:" in source else None
        worth = found.text if found else default.strip("'\"") or None
        text = None if worth is None else text[: match.start()] + worth + text[match.end() :]
    return None if text is not None and "${" in text else text
