"""What a base image gives to the stage that stands on it."""

from __future__ import annotations

from lambdafix.catalog.contracts import aws_contract, official_contract, surroundings


def test_an_aws_base_stands_in_the_task_root_with_its_own_entry_point() -> None:
    base = aws_contract("python", "3.12")
    assert base.workdir == base.env["LAMBDA_TASK_ROOT"] == "/var/task"
    assert base.entrypoint == ("/lambda-entrypoint.sh",)
    assert base.cmd == ()
    assert base.user == ""
    assert base.env["PATH"].split(":")[0] == "/var/lang/bin"


def test_the_python_of_an_aws_base_lives_in_var_lang() -> None:
    base = aws_contract("python", "3.12")
    assert base.interpreter == "/var/lang/bin/python3.12"
    assert base.site_packages == "/var/lang/lib/python3.12/site-packages"
    assert base.scripts == "/var/lang/bin"


def test_from_python_3_11_on_site_packages_goes_before_the_libraries_of_the_runtime() -> None:
    for version, before in (("3.9", False), ("3.10", False), ("3.11", True), ("3.13", True)):
        base = aws_contract("python", version)
        assert base.search is not None
        assert base.site_packages is not None
        installed, runtime = map(base.search.index, (base.site_packages, "/var/runtime"))
        assert (installed < runtime) is before
        assert base.search[0] == "/var/task"


def test_another_family_has_the_same_environment_and_no_python() -> None:
    base = aws_contract("nodejs", "22")
    assert base.env == aws_contract("python", "3.12").env
    assert base.site_packages is None
    assert base.search is None


def test_dotnet_sets_variables_whose_values_are_not_known() -> None:
    assert "DOTNET_ROOT" in aws_contract("dotnet", "10").varies


def test_an_official_python_image_stands_in_the_root_directory() -> None:
    base = official_contract("python", "3.13")
    assert base is not None
    assert base.workdir == "/"
    assert base.entrypoint == ()
    assert base.site_packages == "/usr/local/lib/python3.13/site-packages"
    assert base.interpreter == "/usr/local/bin/python3.13"


def test_an_official_node_image_finds_node_by_the_usual_path() -> None:
    base = official_contract("nodejs", "22")
    assert base is not None
    assert "/usr/local/bin" in base.env["PATH"].split(":")
    assert base.workdir == "/"
    assert base.site_packages is None


def test_only_python_below_3_13_sets_lang() -> None:
    for version, has_lang in (("3.9", True), ("3.12", True), ("3.13", False), ("3.14", False)):
        base = official_contract("python", version)
        assert base is not None
        assert ("LANG" in base.env) is has_lang


def test_nobody_has_looked_into_an_official_cobol_image() -> None:
    assert official_contract("cobol", "1") is None


def test_what_lambda_does_around_a_function_names_its_source() -> None:
    around = surroundings()
    assert around.extensions.startswith("/opt/")
    assert around.layer in (aws_contract("python", "3.12").search or ())
    assert around.source


def test_an_official_go_image_stands_in_its_gopath() -> None:
    base = official_contract("go", "1.24")
    assert base is not None
    assert base.workdir == base.env["GOPATH"] == "/go"
    assert base.site_packages is None


def test_an_official_ruby_image_keeps_gems_and_settings_in_one_place() -> None:
    base = official_contract("ruby", "3.3")
    assert base is not None
    assert base.env["GEM_HOME"] == base.env["BUNDLE_APP_CONFIG"] == "/usr/local/bundle"
    assert "BUNDLE_PATH" in base.varies
