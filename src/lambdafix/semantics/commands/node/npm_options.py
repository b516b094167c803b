"""The options of npm: which take a value, which decide what an install leaves.

Source: npm 11 documentation (11.19), "config"; options of npm 6 that later versions take without
effect are in the table, too.
"""

from __future__ import annotations

from lambdafix.semantics.commands.call import Options, Unknown, options

_BOOLEAN = """all audit bin-links color dangerously-allow-all-scripts dry-run engine-strict force
foreground-scripts format-package-lock fund global if-present ignore-scripts include-workspace-root
install-links json legacy-bundling legacy-peer-deps long offline optional package-lock
package-lock-only parseable prefer-dedupe prefer-offline prefer-online production progress save
save-bundle save-dev save-exact save-optional save-peer save-prod shrinkwrap strict-peer-deps
strict-ssl timing unicode update-notifier workspaces workspaces-update yes unsafe-perm allow-root
quiet silent verbose depth-all""".split()
_SHORT = "-g -f -l -p -q -s -d -dd -ddd -S -D -E -O -P -B -y -a -v -h"
# `--no-cache` is no value of its option: npm says so and keeps its cache (seen with 11.19).
_FLAGS = " ".join((_SHORT, "--version --no-cache", *(f"--{n} --no-{n}" for n in _BOOLEAN)))
_VALUED = """--prefix -C --omit --include --only --also --registry --cache --loglevel --location -L
--userconfig --globalconfig --tag --fetch-retries --fetch-timeout --fetch-retry-mintimeout
--fetch-retry-maxtimeout --maxsockets --install-strategy --cpu --os --libc --before --depth
--audit-level --save-prefix --network-timeout --workspace -w --cafile --node-options --python
--jobs --target --target_arch --target_platform --arch --platform --build-from-source --runtime"""
# Options that send packages elsewhere or change what is run.
UNFOLLOWED = """--location -L --userconfig --globalconfig --node-options --install-links --dry-run
--package-lock-only --cafile""".split()
# Options that decide nothing of what an install leaves.
QUIET = frozenset(
    """-q -s -d -dd -ddd --quiet --silent --verbose --progress --no-progress --audit --no-audit
    --fund --no-fund --update-notifier --no-update-notifier --color --no-color --timing --no-timing
    --loglevel --audit-level --prefix -C --cache --no-cache --maxsockets --fetch-retries
    --fetch-timeout --fetch-retry-mintimeout --fetch-retry-maxtimeout""".split()
)


def read_words(argv: tuple[str, ...]) -> tuple[Options | Unknown, tuple[str, ...]]:
    """The words behind npm by its options, and those behind `--`."""
    before, behind = _parted(argv)
    return options(_plain(before), _FLAGS, _VALUED), behind


def is_global(words: Options) -> bool:
    """Whether packages are meant for every project."""
    return bool(words.flags & {"-g", "--global"})


def _parted(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


def _plain(words: tuple[str, ...]) -> tuple[str, ...]:
    """`--save=false` and `--save false` as `--no-save`."""
    out: list[str] = []
    for word in words:
        flag, _, value = word.partition("=")
        if flag[2:] in _BOOLEAN and value in ("true", "false"):
            out.append(flag if value == "true" else f"--no-{flag[2:]}")
        elif word in ("true", "false") and out and out[-1][2:] in _BOOLEAN:
            out[-1] = out[-1] if word == "true" else f"--no-{out[-1][2:]}"
        else:
            out.append(word)
    return tuple(out)
