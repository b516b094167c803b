"""Only the packages that the function runs on reach the final stage.

```diff
 FROM public.ecr.aws/lambda/nodejs:22 AS build
 WORKDIR /src
 COPY package.json package-lock.json ./
 RUN npm ci
 COPY index.js ./

+FROM build AS runtime-packages
+RUN npm prune --omit=dev
+
 FROM public.ecr.aws/lambda/nodejs:22
-COPY --from=build /src/node_modules ./node_modules
+COPY --from=runtime-packages /src/node_modules ./node_modules
 COPY --from=build /src/index.js ./
 CMD ["index.handler"]
```

Why: compilers, test runners and linters are most of what is installed for a build; Lambda fetches
and keeps them for nothing. The stage that builds has them still, for itself and for those who build
it alone.

Refuses: another lock than npm's or pnpm's of version 9, workspaces, a source that asks for one of
the packages or for one that its text does not name, a string that is the name of one, options and
settings of an install that a prune does not have, NODE_OPTIONS in the infrastructure, a package of
the function that takes one where it is there, helpers of compilers, another start than by node or
the runtime, a RUN of the final stage that may run one. Then the packages are named.

Safety: SAFE. What is left out nothing that is copied asks for; that packages ask for no more than
they declare is an axiom.
"""

from __future__ import annotations

from posixpath import dirname

from msgspec.structs import replace

from lambdafix.codemod import Codemod, Pruned, Reason, Result, Safety, Settings, Verdict
from lambdafix.context.project import Project
from lambdafix.edits import fragments
from lambdafix.semantics.dev_packages import DevPackages, dev_packages, why_needed
from lambdafix.semantics.difference import difference
from lambdafix.semantics.keep import kept
from lambdafix.semantics.lambda_image import recognise
from lambdafix.semantics.simulate import simulate
from lambdafix.semantics.words import shown
from lambdafix.syntax.tree import Dockerfile, Gap, Instruction, Stage
from lambdafix.syntax.views import Copy, From, put

_NAME = "runtime-packages"
# What takes them out again. Of pnpm no script of the project runs: it would for a second time.
_PRUNES = {
    "npm": "npm prune --omit=dev",
    "pnpm": "pnpm prune --prod --ignore-scripts",
    "yarn": "yarn install --production",
    "berry": "yarn workspaces focus --all --production",
}


def transform(dockerfile: Dockerfile, project: Project, settings: Settings) -> Result:
    stages = simulate(dockerfile, project)
    image = recognise(dockerfile, project, settings)
    found = dev_packages(stages, project)
    if isinstance(image, str) or found is None:
        return Result(dockerfile)
    copy = found.copies[0].instruction
    text = f"`{shown(copy)}` brings packages that only a build needs: {found.names}"
    doubt = why_needed(found, stages[-1], project, settings) or _held(dockerfile, found)
    if doubt:
        hint = f"leave them out with {_PRUNES[found.tool]} behind the build"
        reason = Reason(Verdict.ADVICE, Safety.DISPLAY_ONLY, copy.line, f"{text}; {doubt}", hint)
        return Result(dockerfile, (reason,))
    after, allowance = _pruned(dockerfile, found), (Pruned(found.place),)
    differs = difference(dockerfile, after, project, allowance)
    if differs:
        reason = Reason(Verdict.REFUSED, Safety.SAFE, copy.line, f"{text}; without them, {differs}")
        return Result(dockerfile, (reason,))
    reason = Reason(Verdict.APPLIED, Safety.SAFE, copy.line, f"{text}; it takes the others alone")
    return Result(after, (reason,), allowance)


def _held(dockerfile: Dockerfile, found: DevPackages) -> str:
    """Why the file has no place for the stage."""
    fixed = (dockerfile.stages[-1].instructions[0], *(s.instruction for s in found.copies))
    if any(map(kept, fixed)):
        return "it is kept as it is"
    if not found.builder.named:
        return "the stage that it comes from has no name"
    return f"there is a stage {_NAME} already" if _NAME in _aliases(dockerfile) else ""


def _aliases(dockerfile: Dockerfile) -> dict[str, str]:
    """The names of the stages in lower case, and as they are written."""
    escape = dockerfile.dialect.escape
    written = (From.of(s.instructions[0], escape).alias for s in dockerfile.stages)
    return {name.lower(): name for name in written if name}


def _pruned(dockerfile: Dockerfile, found: DevPackages) -> Dockerfile:
    """The file with a stage in front of the last one, from which that takes the packages."""
    dialect, last = dockerfile.dialect, dockerfile.stages[-1]
    first, root = last.instructions[0], dirname(found.place)
    here = found.builder.scope.workdir
    view = From(_aliases(dockerfile)[found.builder.name], alias=_NAME)
    start = replace(put(first, view, dialect.escape), trivia=())
    prune = _PRUNES[found.tool]
    command = prune if root == here else f"cd {root} && {prune}"
    run = fragments.instruction(f"RUN {command}", dialect, first.line)
    lead = (fragments.gap(dialect),) if isinstance(last.items[0], Gap) else ()
    new = Stage((*lead, *(fragments.cased(i, first) for i in (start, run))))
    taken = {id(step.instruction) for step in found.copies}

    def from_there(instruction: Instruction) -> Instruction:
        if id(instruction) not in taken:
            return instruction
        copy = Copy.of(instruction, dialect.escape)
        there = replace(copy, flags=copy.flags.having("from", _NAME))
        return put(instruction, there, dialect.escape)

    stages = (*dockerfile.stages[:-1], new, last.mapped(from_there))
    return replace(dockerfile, stages=stages).settled()


CODEMOD = Codemod(transform)
