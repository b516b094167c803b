"""A file's new content, whole or not at all, with no other file left behind.

Where the system has files without a name (Linux: O_TMPFILE, open(2)), the content is written to
one; nothing is to be seen of it, and a run that is killed leaves nothing. A file can take the place
of another only by its name, so it gets one for the time of two calls; a process of its own makes
them, for kill -9 may hit ours between the two. Elsewhere the content goes to a file beside it.
"""

from __future__ import annotations

import errno
import os
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

_NO_NAMELESS = (errno.EINVAL, errno.EISDIR, errno.EOPNOTSUPP)  # what open says where there is none
_OPEN = "/proc/self/fd"  # where Linux shows open files, by which one without a name can get one


@contextmanager
def replacing(target: Path, status: os.stat_result | None = None) -> Iterator[BinaryIO]:
    """A file to write to, which becomes `target` at the end; nothing changes if that is not
    reached. Raises OSError.

    `status` is that of the file that is replaced: its mode and, where the system lets us, its owner
    stay. None: a new file, with the mode that the user gives new files.
    """
    # The same for each try, so that one that was left behind goes with the next; not the file's
    # own name, by which a search would take it for a Dockerfile.
    spare = target.with_name(f".lambdafix-{crc32(os.fsencode(target.name)):08x}")
    nameless = _nameless(target.parent)
    handle = _named(spare) if nameless is None else nameless
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            _as_before(file.fileno(), status)
            os.fsync(file.fileno())
            if nameless is None:
                os.replace(spare, target)
            else:
                _named_so(file.fileno(), spare, target)
    except BaseException:
        if nameless is None:
            with suppress(FileNotFoundError):
                os.unlink(spare)
        raise


def _nameless(directory: Path) -> int | None:
    """A file without a name, or None where there is no such thing."""
    if not hasattr(os, "O_TMPFILE") or not os.path.isdir(_OPEN):
        return None
    try:
        return os.open(directory, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in _NO_NAMELESS:
            return None
        raise


def _named(spare: Path) -> int:
    with suppress(FileNotFoundError):
        os.unlink(spare)
    return os.open(spare, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)


def _as_before(handle: int, status: os.stat_result | None) -> None:
    if status is None:
        os.fchmod(handle, 0o666 & ~_umask())
        return
    with suppress(PermissionError):
        os.fchown(handle, status.st_uid, status.st_gid)
    os.fchmod(handle, stat.S_IMODE(status.st_mode))


def _named_so(handle: int, spare: Path, target: Path) -> None:
    """Gives a file without a name the target's, in a process that goes on if ours is killed."""
    with warnings.catch_warnings():
        # The child calls the system and nothing else, so other threads' locks are none of its.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os._exit(_place(handle, spare, target))
    _, status = os.waitpid(child, 0)
    failed = os.waitstatus_to_exitcode(status)
    if failed:
        number = failed if failed > 0 else errno.EINTR
        raise OSError(number, os.strerror(number), os.fspath(target))


def _place(handle: int, spare: Path, target: Path) -> int:
    """0, or the number of the error; never raises."""
    try:
        os.setsid()  # out of reach of what is sent to our group: Ctrl-C, kill -9 -GROUP
        with suppress(FileNotFoundError):
            os.unlink(spare)
        here = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
        # With a directory's handle Python calls linkat, which follows the link to the open file.
        os.link(f"{_OPEN}/{handle}", spare.name, dst_dir_fd=here, follow_symlinks=True)
        try:
            os.replace(spare.name, target.name, src_dir_fd=here, dst_dir_fd=here)
        except OSError:
            os.unlink(spare)
            raise
    except OSError as error:
        return error.errno or errno.EIO
    except BaseException:  # noqa: BLE001 - whatever it is, a child must not go on as the parent
        return errno.EIO
    return 0


def _umask() -> int:
    """The process's mask; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
