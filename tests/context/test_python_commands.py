from __future__ import annotations

import pytest

from lambdafix.context.python_commands import spawned, spawns_unknown


@pytest.mark.parametrize(
    ("call", "commands"),
    [
        ('subprocess.run("exec dbt run", shell=True)', {"exec", "dbt"}),
        ('subprocess.run(["nohup", "dbt", "run"])', {"nohup", "dbt", "run"}),
        ('subprocess.run("timeout -s 9 10 dbt run", shell=True)', {"timeout", "dbt"}),
        ('subprocess.run(["sh", "-c", "exec xz x"])', {"sh", "exec", "xz"}),
        ('pexpect.spawn("dbt run")', {"dbt"}),
        ('loop.subprocess_exec(factory, "dbt", "run")', {"dbt"}),
    ],
)
def test_a_command_that_passes_another_on_is_looked_through(call: str, commands: set[str]) -> None:
    assert commands <= spawned(call)


def test_the_package_sh_runs_what_is_imported_from_it() -> None:
    assert spawned("from sh import black, git") == {"black", "git"}
    assert spawns_unknown("import sh")
    assert not spawns_unknown("import shutil")
