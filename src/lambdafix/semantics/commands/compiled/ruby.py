"""gem and bundle: gems from Gemfile and Gemfile.lock into the places where Ruby looks for them.

Sources: Bundler 2.6 manual (bundle-install(1), bundle-config(1), bundle-cache(1), gemfile(5)) and
RubyGems 3.6 command reference, .gemrc. A Gemfile is a program: one that is more than plain lines,
a gem from a directory and a gemspec may read whatever there is. Where gems land is decided by
settings that earlier commands may have made, so all the documented places count as written; a
setting that leads elsewhere is not known, nor is `bundle exec`.
"""

from __future__ import annotations

from posixpath import basename, dirname

from lambdafix.context.gemfile import agrees, is_plain
from lambdafix.semantics.areas import EVERYTHING, USR, Area, below, join, upwards
from lambdafix.semantics.commands.call import Call, Options, Trace, Unknown, options
from lambdafix.semantics.commands.compiled.builds import (
    ENVIRONMENT,
    NO_DIRECTORY,
    copied_below,
    deep,
    homes,
    left,
    ran_code,
    tools,
)

_FLAGS = """--deployment --frozen --no-cache --no-prune --system --local --quiet --verbose --force
--redownload --clean --all --all-platforms --conservative --full-index --prefer-local --global
--no-document --no-doc --no-ri --no-rdoc -N -q -V -f --pre --prerelease --no-user-install
--user-install --conservative --minimal-deps --development -x --executables -a -I
--ignore-dependencies --no-lock --env-shebang -E --wrappers --no-wrappers --suggestions
--no-suggestions --dry-run --update --remove-platform --print --silent -s --strict --no-format-exec
--no-post-install-message --default-gemspec --skip-index -l -r -b --version"""
_VALUED = """--path --jobs -j --retry --without --with --gemfile --binstubs --shebang
--standalone --trust-policy --cache-path -v --version -i --install-dir -n --bindir --source
--platform --document -P --format-executable --add-platform --lockfile --group -g --build-root"""
_USUAL = (*USR, "/var/lang", "/var/lib/gems")  # of Ruby in the AWS base, in Debian, in Docker's
_OWN = (".gem", ".gemrc", ".bundle", ".local", ".rbenv", ".rvm", ".config")  # the user's
_BUNDLES = frozenset("install update lock cache package clean binstubs check pristine".split())
_GEMS = frozenset("install uninstall update cleanup pristine sources".split())
_SPOKEN = frozenset("-v --version version env environment list help --help which info".split())
_FROZEN = ("BUNDLE_FROZEN", "BUNDLE_DEPLOYMENT")
_PLACES = ("path", "bin", "cache_path", "gemfile", "system_bindir", "path.system", "lockfile")
_RUBY = (".ruby-version", ".tool-versions")  # files that name the version of Ruby
_VARIABLES = ("BUNDLE_*", "GEM_*", "RUBY*", "BUNDLER_*", *ENVIRONMENT)


def read(call: Call) -> Trace | Unknown:
    tool, (command, words) = call.argv[0], ((*call.argv[1:2], "")[0], call.argv[2:])
    bare = not command or command.startswith("-")
    if tool.startswith("bundle") and bare and command not in _SPOKEN:
        command, words = "install", call.argv[1:]
    if command in _SPOKEN:
        return Trace(reads=tools(call), variables=_VARIABLES)
    if call.cwd is None and tool != "gem":
        return Unknown(tool, NO_DIRECTORY)
    gems = homes(call, "GEM_HOME", ".gem", official="/usr/local/bundle")
    user = homes(call, "BUNDLE_USER_HOME", ".bundle")
    if isinstance(gems, Unknown):
        return gems
    if isinstance(user, Unknown):
        return user
    home = call.scope.value("HOME") or "/root"
    places = deep((*gems, *user, *(join(home, n) for n in _OWN), *_USUAL))
    if tool.startswith("bundle") and command == "config":
        return _configured(call, words, places)
    found = options(words, _FLAGS, _VALUED)
    if isinstance(found, Unknown):
        return found
    if tool.startswith("bundle") and command in _BUNDLES:
        return _bundled(call, command, found, places)
    if tool == "gem" and command in _GEMS:
        return _gems(call, found, places)
    if tool == "gem" and command == "build":
        return ran_code(call, deep((call.cwd or "/",)))
    return Unknown(f"{tool} {command}".strip(), "what this command does is not known")


def _gems(call: Call, words: Options, places: tuple[Area, ...]) -> Trace | Unknown:
    """Gems by name; one that is a file of the image is built by what is in it."""
    said = words.all("-i", "--install-dir", "-n", "--bindir", "--build-root")
    named = [call.path(v) for v in said]
    if None in named:
        return Unknown(said[named.index(None)], "the directory it names is not known")
    written = (*places, *deep(p for p in named if p))
    local = any("/" in o or o.endswith(".gem") for o in words.operands) or "-l" in words.flags
    local = local or "--local" in words.flags
    if local:
        return ran_code(call, written)
    # a file of the working directory goes before the gem of that name
    files = [basename(f) for f in call.project.files() if f.endswith(".gem")]
    names = (*(f"{o}.gem" for o in words.operands), *files)
    beside = tuple(Area(join(call.cwd or "/", n)) for n in names)
    there = any(p.endswith(".gem") and dirname(p) == call.cwd for p in call.files)
    there = there or call.cwd is None
    reads = (EVERYTHING,) if there else (*beside, *tools(call), *written)
    return Trace(reads, written, (left(call, written),), variables=_VARIABLES)


def _configured(call: Call, words: tuple[str, ...], places: tuple[Area, ...]) -> Trace | Unknown:
    """A setting of Bundler; those that say where gems land only within the documented places."""
    plain = [
        w for w in words if not w.startswith("--") and w not in ("set", "unset", "get", "list")
    ]
    odd = next((w for w in words if w.startswith("--") and w not in ("--local", "--global")), None)
    if odd is not None:
        return Unknown(odd, "this option is not known")
    value = call.path(plain[1]) if len(plain) > 1 else None
    root = _root(call)
    loaded = plain and plain[0].startswith(("local.", "build.", "mirror."))
    if loaded and any("/" in p for p in plain[1:]) and "://" not in plain[-1]:
        return Unknown(f"bundle config {plain[0]}", "what an install reads after it is not known")
    if plain and plain[0] in _PLACES and len(plain) > 1:
        inside = value is not None and any(
            below(value, a.path) for a in (*places, Area(join(root, "vendor")))
        )
        if not inside and plain[1] not in ("true", "false"):
            return Unknown(f"bundle config {plain[0]}", "where gems land after it is not known")
    home = call.scope.value("HOME") or "/root"
    own = call.scope.value("BUNDLE_APP_CONFIG")
    files = [join(root, ".bundle/config"), join(call.cwd or "/", ".bundle/config")]
    files += [join(home, ".bundle/config"), *([join(own, "config")] if own else [])]
    if own is None:
        files.append("/usr/local/bundle/config")
    areas = tuple(map(Area, dict.fromkeys(files)))
    reads = (*areas, *(Area(join(d, "Gemfile")) for d in upwards(call.cwd or "/")), *tools(call))
    return Trace(reads, areas, (left(call, areas),), variables=_VARIABLES)


def _root(call: Call) -> str:
    """The directory of the Gemfile; the working directory where none can be seen."""
    found = call.upwards(("Gemfile", "gems.rb"))
    return dirname(found[0]) if found else call.cwd or "/"


def _bundled(call: Call, command: str, words: Options, places: tuple[Area, ...]) -> Trace | Unknown:
    named = words.last("--gemfile") or call.scope.value("BUNDLE_GEMFILE")
    gemfile = call.path(named) if named else join(_root(call), "Gemfile")
    if gemfile is None:
        return Unknown(named or "--gemfile", "the file it names is not known")
    said = [words.last("--path"), call.scope.value("BUNDLE_PATH"), words.last("--binstubs")]
    into = [call.path(v) for v in said if v]
    if None in into:
        return Unknown("--path", "the directory it names is not known")
    root = dirname(gemfile)
    known = gemfile in call.files
    roots = (root,) if known else tuple(upwards(root))  # one that is not seen may lie above
    lock = tuple(Area(join(r, "Gemfile.lock")) for r in roots)
    frozen = bool(words.flags & {"--frozen", "--deployment"})
    frozen = frozen or any(call.scope.value(n) in ("true", "1") for n in _FROZEN)
    text = call.project.read(call.files[gemfile]) if known else None
    locked = call.files.get(f"{gemfile}.lock")
    noted = (call.project.read(locked) if locked else None) or ""
    # what it notes anew in a lock that agrees with its Gemfile decides nothing (an axiom)
    frozen = frozen or (text is not None and is_plain(text) and agrees(text, noted))
    kept = ("vendor", ".bundle", *(("bin",) if command == "binstubs" else ()))
    written = (
        *(() if frozen and command == "install" else lock),
        *deep((*(join(r, n) for r in roots for n in kept), *(p for p in into if p))),
        *places,
    )
    moved = _moved(call, root, places)
    if moved:
        return moved
    versions = tuple(join(root, n) for n in _RUBY)
    seen = tuple(p for p in (gemfile, f"{gemfile}.lock", *versions) if p in call.files)
    seen = (*seen, *copied_below(call, *(join(root, n) for n in ("vendor/cache", ".bundle"))))
    if text is None or not is_plain(text):
        missing = "" if text else "the Gemfile is not a file that was copied from the build context"
        return ran_code(call, written, manifests=seen, missing=missing)
    looked = [join(d, n) for d in upwards(call.cwd or "/") for n in ("Gemfile", "gems.rb")]
    looked += [join(d, n) for d in upwards(root) for n in _RUBY]
    looked += [gemfile, f"{gemfile}.lock"]
    return Trace(
        reads=(*map(Area, dict.fromkeys(looked)), *tools(call), *written),
        writes=written,
        deposits=(left(call, written),),
        variables=_VARIABLES,
        manifests=seen,
    )


def _moved(call: Call, root: str, places: tuple[Area, ...]) -> Unknown | None:
    """A .bundle/config of the project that leads gems to another place."""
    own = call.scope.value("BUNDLE_APP_CONFIG")
    home = call.scope.value("HOME") or "/root"
    files = [join(root, ".bundle/config"), join(home, ".bundle/config")]
    for file in (*files, *([join(own, "config")] if own else [])):
        text = call.project.read(call.files[file]) if file in call.files else ""
        for line in (text or "").splitlines():
            name, _, value = line.partition(":")
            path = join(root, value.strip(" \"'"))
            allowed = any(below(path, a.path) for a in (*places, Area(join(root, "vendor"))))
            leads = name.strip() in ("BUNDLE_PATH", "BUNDLE_GEMFILE", "BUNDLE_BIN") and not allowed
            if leads or name.strip().startswith(("BUNDLE_LOCAL__", "BUNDLE_BUILD__")):
                return Unknown(".bundle/config", "it leads gems to another place")
    return None
