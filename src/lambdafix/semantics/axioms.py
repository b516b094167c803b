"""What is taken as given, because it cannot be seen without running the build.

Few, and printed with -v; docs/decisions/0002-axioms.md says why each is held.
"""

from __future__ import annotations

AXIOMS = (
    "an install writes only what belongs to the distributions that are required or locked: their "
    "import packages, *.dist-info, scripts in bin",
    "a distribution that the catalog does not know leaves no data files and no start-up code "
    "beside its packages, which `pip install --target` would drop",
    "an install reads of the OS packages only compilers, headers and build tools (and git, where a "
    "requirement names a repository), and of the environment what its tool and compilers document",
    "a library runs no compiler and no console script by itself, unless the catalog says so; what "
    "the function's own files run is read from them",
    "OS packages from the distribution's repositories write the system's directories only, and "
    "files that they do not own stay as they are",
    "nothing reads the caches of package managers later, nor /tmp, which is fresh when a function "
    "starts; what a cache mount holds only saves time",
    "install scripts and builds of a project write below its directory, into their tool's homes "
    "and caches, and where an option or the catalog says; what is compiled of other packages reads "
    "compilers, headers, libraries and the user's configuration only",
    "an interpreter or a package manager that is not known keeps packages in the system's "
    "directories, /opt, a home directory, beside a directory of PATH, or in .venv, venv or env",
    "what an address names is decided by the address and the other words of its command; an "
    "archive unpacks below the directory that it is unpacked in; a secret holds credentials and "
    "addresses",
    "coreutils and their like do the same in every image, and a build starts with umask 022",
    "a lock file that names every checksum is complete: only a step that is meant to changes it; "
    "and what an install notes anew in one that agrees with its manifest, or an update in any, "
    "decides nothing but for an install that reads it later",
    "what go.mod lists with its sums, and what project files of .NET name, can be fetched wherever "
    "their build fetches by itself, and is the same",
    "a package of Node asks for none but those that its package.json declares, of whatever kind",
    "what a build argument is called says whether it is there to make layers anew",
    "a function gives the same answer with every version that a requirement without a pin admits",
    "build arguments have their defaults when it is asked whether two paths meet",
)
