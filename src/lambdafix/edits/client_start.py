"""How an image starts the runtime interface client: by its words, or by an entry script."""

from __future__ import annotations

from lambdafix.catalog.client import is_entry_script, without_init, words_behind_client
from lambdafix.context.project import Project
from lambdafix.edits.obstacle import Obstacle
from lambdafix.semantics.simulate import Built
from lambdafix.syntax import shell
from lambdafix.syntax.tree import Dockerfile, Instruction
from lambdafix.syntax.views import Cmd, Entrypoint


def started(
    dockerfile: Dockerfile, project: Project, built: Built, family: str
) -> tuple[str, str | None]:
    """The path of an entry script that only starts the client, and the handler if CMD lacks it."""
    escape = dockerfile.dialect.escape
    instructions = dockerfile.stages[-1].instructions
    entry = next((i for i in reversed(instructions) if i.keyword == "ENTRYPOINT"), None)
    cmd = next((i for i in reversed(instructions) if i.keyword == "CMD"), None)
    if cmd and Cmd.of(cmd, escape).argv is None:
        raise Obstacle(cmd, "CMD in its shell form reaches no handler", 'write CMD ["app.handler"]')
    cmd_words = _words(cmd, Cmd.of(cmd, escape)) if cmd else ()
    entry_words: tuple[str, ...] = ()
    if entry:
        view = Entrypoint.of(entry, escape)
        entry_words = _words(entry, view)
        if view.argv is None and len(entry_words) == 3 and cmd:
            why = "the shell form of ENTRYPOINT hands on no CMD, so no handler is named"
            raise Obstacle(entry, why, "write ENTRYPOINT in its JSON form")
    at = entry or cmd
    if at is None or not (entry_words or cmd_words):
        return "", None
    entry_words = without_init(entry_words)
    words = (*entry_words, *cmd_words)
    if entry and len(entry_words) == 1:
        copied = {p: c for s in built.steps for p, (_, c) in s.effect.files.items()}
        context = copied.get(entry_words[0])
        if context and is_entry_script(project.read(context) or "", family):
            return entry_words[0], None
    behind = words_behind_client(family, words)
    if behind is not None:
        if len(behind) > 1:
            raise Obstacle(at, "more words follow the handler")
        handler = behind[0] if behind else None
        return "", None if cmd_words == (handler,) else handler
    if not entry_words and len(cmd_words) == 1:
        return "", None
    raise Obstacle(at, "it does more than start the runtime interface client")


def _words(instruction: Instruction, view: Cmd | Entrypoint) -> tuple[str, ...]:
    """The words of the process; in the shell form it has to be one command of plain words."""
    if view.argv is not None:
        return view.argv
    script = shell.read(view.script or "")
    if isinstance(script, shell.Unreadable) or not script.flat or len(script.commands) != 1:
        why = "its shell form is more than one command"
        raise Obstacle(instruction, why, "write it in its JSON form")
    command = script.commands[0]
    odd = next((w.raw for w in command.words if w.value is None or w.variables or w.globs), "")
    odd = odd or next((name for name, _ in command.assignments), "")
    odd = odd or next((r.operator for r in command.redirects), "")
    if odd:
        why = f"the shell decides what `{odd}` is worth when the function starts"
        raise Obstacle(instruction, why, "write the handler itself")
    words = tuple(w.value for w in command.words if w.value is not None)
    return words[1:] if words[:1] == ("exec",) else words
