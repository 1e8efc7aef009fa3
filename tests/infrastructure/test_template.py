"""The template is valid, and asks for nothing that a reviewer would refuse."""

import json
import os
import pathlib
import subprocess
import sys

from conftest import TEMPLATE, TOP, logical_id, operations, routes


def test_cfn_lint_finds_nothing():
    linted = subprocess.run(
        [pathlib.Path(sys.executable).with_name("cfn-lint"), "--non-zero-exit-code", "informational", TEMPLATE],
        capture_output=True,
        text=True,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_checkov_finds_nothing(translated, tmp_path):
    """On what the translator made, so that roles and policies are looked at too."""
    path = tmp_path / "template.json"
    path.write_text(json.dumps(translated, indent=1))
    checked = subprocess.run(
        [os.environ["PHONE_OTP_TEST_CHECKOV"], "--config-file", TOP / "infra/aws/checkov.yaml", "--file", path],
        capture_output=True,
        text=True,
    )
    assert "Passed checks:" in checked.stdout, checked.stderr
    assert checked.returncode == 0, checked.stdout


def test_every_folder_is_a_function_of_its_name_built_by_cargo_lambda(template):
    functions = {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    assert sorted(functions) == sorted(logical_id(operation) for operation in operations())
    for operation in operations():
        function = functions[logical_id(operation)]
        assert function["Metadata"] == {
            "BuildMethod": "rust-cargolambda",
            "BuildProperties": {"Binary": operation},
        }
        assert function["Properties"]["CodeUri"] == f"../../functions/{operation}"
        assert function["Properties"]["FunctionName"] == {"Fn::Sub": "${AWS::StackName}-" + operation}


def test_the_routes_are_those_of_the_local_gateway_and_of_the_interface(template):
    deployed = {}
    for name, resource in template["Resources"].items():
        for event in resource.get("Properties", {}).get("Events", {}).values():
            if event["Type"] == "HttpApi":
                properties = event["Properties"]
                assert properties["ApiId"] == {"Ref": "Api"}
                deployed[f"{properties['Method']} {properties['Path']}"] = name
    assert deployed == {route: logical_id(operation) for route, operation in routes().items()}
    interface = json.loads((TOP / "functions/portal/src/openapi.json").read_text())
    described = {
        f"{method.upper()} {path}" for path, methods in interface["paths"].items() for method in methods
    }
    # What browsers ask before a request of another site is not part of the interface.
    asked_before = {route for route in deployed if route.startswith("OPTIONS ")}
    assert described == set(deployed) - {"GET /assets/{proxy+}", "GET /openapi.json"} - asked_before


def test_limits_are_set_on_routes_that_exist(template):
    api = template["Resources"]["Api"]["Properties"]
    assert set(api["RouteSettings"]) <= set(routes())
