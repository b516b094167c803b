"""curl and wget: leave what an address names in a file, or print it.

Sources: curl(1) 8.5, wget(1) 1.21. The content is taken to be decided by the address and the other
words; what is written to standard output goes to whoever reads the pipe.
"""

from __future__ import annotations

import re
from posixpath import basename
from urllib.parse import urlsplit

from lambdafix.regex import regex
from lambdafix.semantics.areas import EVERYTHING
from lambdafix.semantics.commands.call import Call, Options, Trace, Unknown, options
from lambdafix.semantics.commands.system.paths import absolute, areas, changed, settings
from lambdafix.semantics.shell_state import computed

_CURL = (
    """-s --silent -S --show-error -f --fail --fail-early --fail-with-body -L --location
    --location-trusted --follow -k --insecure -O --remote-name --remote-name-all -J
    --remote-header-name -v --verbose -# --progress-bar --no-progress-meter --compressed -4 --ipv4
    -6 --ipv6 --create-dirs --tlsv1 --tlsv1.2 --tlsv1.3 -1 --http1.1 --http2 --ssl-reqd -I --head -i
    --include -G --get -N --no-buffer -g --globoff -n --netrc --retry-connrefused
    --retry-all-errors -R --remote-time -Z --parallel -j --no-keepalive --path-as-is --raw -V
    --version -h --help -q --disable""",
    """-o --output --output-dir --retry --retry-delay --retry-max-time --connect-timeout -m
    --max-time --proto --proto-default --proto-redir -H --header -A --user-agent -X --request -d
    --data --data-raw --data-binary --json -F --form -T --upload-file -u --user -x --proxy
    --noproxy --resolve -r --range -C --continue-at -e --referer -y --speed-time -Y --speed-limit
    --limit-rate --max-redirs --max-filesize --tls-max --ciphers -w --write-out -b --cookie --cacert
    --capath --key --netrc-file --url -D --dump-header -c --cookie-jar --stderr
    --interface --oauth2-bearer""",
)
_CURL_READS = ("-b", "--cookie", "--cacert", "--capath", "--key", "--netrc-file",
               "-T", "--upload-file")  # fmt: skip
_CURL_SENDS = ("-d", "--data", "--data-binary", "--json", "-F", "--form", "-H",
               "--header", "-w", "--write-out")  # fmt: skip
_CURL_WRITES = ("-D", "--dump-header", "-c", "--cookie-jar", "--stderr")
_WGET = (
    """-q --quiet -nv --no-verbose -v --verbose --no-check-certificate -c --continue --show-progress
    -S --server-response -N --timestamping -nc --no-clobber --https-only --no-cache --no-cookies
    --no-dns-cache -4 --inet4-only -6 --inet6-only --content-disposition --trust-server-names -r
    --recursive -np --no-parent -nH --no-host-directories -nd --no-directories -l1 --no-proxy
    --no-hsts --no-config --retry-connrefused -x --force-directories -p -k -E -V --version
    --spider -L --relative""",
    """-O --output-document -P --directory-prefix -t --tries -T --timeout --connect-timeout
    --read-timeout --progress --header -U --user-agent -o --output-file -a --append-output -w --wait
    --waitretry --random-wait --user --password --secure-protocol --max-redirect --ca-certificate
    --load-cookies --post-data --method --body-data --referer --limit-rate --dns-timeout -l --level
    -A --accept -R --reject --cut-dirs --restrict-file-names --retry-on-http-error --compression""",
)
# The name on the server, or its answer, decides which files there will be.
_WGET_MANY = frozenset(
    """--content-disposition --trust-server-names -r --recursive -x --force-directories -p
    -l1""".split()
)
_VARIABLES = ("*_PROXY", "*_proxy", "CURL_*", "WGETRC", "SSL_CERT_*", "SSLKEYLOGFILE", "HOME",
              "XDG_CONFIG_HOME")  # fmt: skip
_NO_NAME = regex(r"[\[{?*]")


def read(call: Call) -> Trace | Unknown:
    its, found = (_CURL, _curl) if call.argv[0] == "curl" else (_WGET, _wget)
    words = options(call.argv[1:], *its)
    if isinstance(words, Unknown):
        return words
    odd = next((w for w in words.operands if w.startswith("$")), None)
    if odd and len(words.operands) > 1:
        return Unknown(odd, "it may be an option")
    files = found(words)
    named = areas(call, _files_named(words))
    local = any(w.lower().startswith("file:") for w in call.argv)
    reads = (*settings(call), *named, *((EVERYTHING,) if local else ()))
    semantic = (*call.argv, *absolute(call, files))
    return changed(call, areas(call, files), semantic, reads, _VARIABLES)


def _curl(words: Options) -> list[str]:
    """The files that curl writes, as words; none where it prints. A directory ends with `/*`."""
    into = (words.last("--output-dir") or ".") + "/"
    outputs = words.all("-o", "--output")
    files = [f if f.startswith("/") else into + f for f in outputs if f != "-"]
    files = [re.sub(r"#\d.*", "*", f) for f in files]
    files += [f for f in words.all(*_CURL_WRITES) if f != "-"]
    if words.flags & {"-O", "--remote-name", "--remote-name-all"}:
        urls = (*words.operands, *words.all("--url"))
        unnamed = words.flags & {"-J", "--remote-header-name"}
        files += [into + ("*" if unnamed else _name(u)) for u in urls]
    return files


def _wget(words: Options) -> list[str]:
    logs = [*words.all("-o", "--output-file", "-a", "--append-output")]
    document = words.last("-O", "--output-document")
    if document is not None or "--spider" in words.flags:
        return [*logs, *([] if document in ("-", None) else [document or ""])]
    prefix = words.last("-P", "--directory-prefix") or "."
    if words.flags & _WGET_MANY:
        return [*logs, f"{prefix}/*"]
    names = [_name(u, query=True) for u in words.operands]
    # where a file of that name is there already, the new one gets a number
    return [
        *logs,
        *(f"{prefix}/{n}{end}" for n in names for end in ("", ".1") if n != "*" or not end),
    ]


def _name(url: str, *, query: bool = False) -> str:
    """The file name that an address gives; `*` where that cannot be known."""
    parts = urlsplit(url) if "://" in url else urlsplit(f"//{url}")
    name = basename(parts.path)
    if computed(url) or _NO_NAME.search(name) or (query and parts.query):
        return "*"
    return name or ("index.html" if query else "*")


def _files_named(words: Options) -> list[str]:
    named = [*words.all(*_CURL_READS, "--ca-certificate", "--load-cookies")]
    for value in words.all(*_CURL_SENDS):
        sent = re.search(r"(?:^|=)[@<]([^;]+)", value)
        named += [sent[1]] if sent else []
    return [n for n in named if n != "-" and "=" not in n]
