"""Which packages of a lock of pnpm only a build needs."""

from __future__ import annotations

import pytest

from lambdafix.context.pnpm_lock import parted

LOCK = """lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

importers:

  .:
    dependencies:
      '@a/server':
        specifier: ^1.0.0
        version: 1.2.0(typescript@5.9.3)
      other:
        specifier: npm:string-width@4.2.3
        version: string-width@4.2.3
    optionalDependencies:
      fsevents:
        specifier: 2.3.3
        version: 2.3.3
    devDependencies:
      inner:
        specifier: 1.0.0
        version: 1.0.0
      typescript:
        specifier: 5.9.3
        version: 5.9.3

packages:

  '@a/server@1.2.0':
    resolution: {integrity: sha512-x}
    peerDependencies:
      typescript: '>=5'

  fsevents@2.3.3:
    resolution: {integrity: sha512-x}
    os: [darwin]
    deprecated: |-
      Old.
      See: elsewhere

snapshots:

  '@a/server@1.2.0(typescript@5.9.3)':
    dependencies:
      inner: 1.0.0
    optionalDependencies:
      maybe: 3.0.0
      typescript: 5.9.3

  deep@1.0.0: {}

  fsevents@2.3.3:
    optional: true

  inner@1.0.0: {}

  maybe@3.0.0: {}

  string-width@4.2.3: {}

  typescript@5.9.3:
    dependencies:
      deep: 1.0.0
"""


def test_what_no_package_of_the_function_requires_is_for_development() -> None:
    found = parted(LOCK)
    assert found is not None
    assert found.development == {"typescript", "deep", "inner"}  # `inner`: its link goes
    assert found.peers == {"typescript"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        LOCK.replace("'9.0'", "'6.0'"),
        LOCK.replace("  .:\n", "  packages/a:\n"),
        LOCK.replace("packages:\n", "  packages/a:\n    dependencies: {}\n\npackages:\n", 1),
        LOCK.replace("version: 2.3.3", "version: link:../fsevents"),
    ],
)
def test_a_lock_of_another_form_says_nothing(text: str) -> None:
    assert parted(text) is None
