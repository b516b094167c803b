"""GitHub Actions, GitLab CI and CodeBuild."""

from __future__ import annotations

from pathlib import Path

from tests.infrastructure_support import told


def test_build_push_action_begins_in_the_checkout(tmp_path: Path) -> None:
    text = """\
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: docker/build-push-action@v6
        with:
          context: services
          file: services/api/Dockerfile
          target: final
          platforms: linux/arm64
          build-args: |
            A=1
            B=${{ github.sha }}
      - uses: docker/build-push-action@v6
"""
    files = {".github/workflows/ci.yml": text, "services/api/Dockerfile": "", "Dockerfile": ""}
    found = told(tmp_path, files)
    assert found.builds == [("services/api/Dockerfile", "services"), ("Dockerfile", ".")]
    use = found.uses[0]
    assert (use.target, use.architecture, use.place.line) == ("final", "arm64", 6)
    assert use.arguments == (("A", "1"), ("B", ""))
    assert found.unresolved == ()


def test_every_value_of_a_matrix_is_read(tmp_path: Path) -> None:
    text = """\
env: {PREFIX: services}
jobs:
  build:
    strategy:
      matrix:
        name: [one, two]
        include:
          - {name: three}
    steps:
      - working-directory: ${{ env.PREFIX }}
        run: docker build ${{ matrix.name }}
  deploy:
    steps:
      - run: |
          cd "$PREFIX"
          docker build one
"""
    names = ("one", "two", "three")
    files = {f"services/{name}/Dockerfile": "" for name in names}
    found = told(tmp_path, {".github/workflows/ci.yml": text, **files})
    assert found.builds == [
        *((f"services/{name}/Dockerfile", f"services/{name}") for name in names),
        ("services/one/Dockerfile", "services/one"),
    ]
    assert [use.place.line for use in found.uses] == [11, 11, 11, 16]


def test_a_value_of_another_step_is_said(tmp_path: Path) -> None:
    text = """\
jobs:
  a:
    steps:
      - uses: docker/build-push-action@v6
        with: {context: "${{ steps.x.outputs.y }}"}
"""
    found = told(tmp_path, {".github/workflows/ci.yml": text, "Dockerfile": ""})
    assert found.unresolved == (
        ".github/workflows/ci.yml:4: the build context hangs on a value that is not in the file",
    )


def test_a_gitlab_job_keeps_its_directory_from_line_to_line(tmp_path: Path) -> None:
    text = """\
variables: {WHERE: app}
build:
  before_script:
    - cd $WHERE
  script:
    - |
      echo hello
      docker build --target final .
"""
    use = told(tmp_path, {".gitlab-ci.yml": text, "app/Dockerfile": ""}).use
    assert (use.context, use.target, use.place.line) == ("app", "final", 8)


def test_a_buildspec_may_begin_in_its_own_directory(tmp_path: Path) -> None:
    text = "phases:\n  build:\n    commands:\n      - docker build -t $REPO .\n"
    use = told(tmp_path, {"app/buildspec.yml": text, "app/Dockerfile": ""}).use
    assert (use.context, use.place) == ("app", ("app/buildspec.yml", 4))
