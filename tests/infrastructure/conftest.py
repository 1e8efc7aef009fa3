"""The template, as AWS reads it: parsed, transformed by AWS's own SAM translator, and deployed to moto's CloudFormation."""

import json
import math
import os
import pathlib
import re

import boto3
import pytest
import yaml
from samtranslator.translator.transform import transform

TOP = pathlib.Path(__file__).resolve().parents[2]
TEMPLATE = TOP / "infra/aws/template.yaml"
STACK = "phone-otp"

os.environ.update(
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="us-east-1",
)

# What an operator answers in `sam deploy --guided`.
PARAMETERS = {
    "PortalDomain": "portal.example.com",
    "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000",
    "MailDomain": "example.com",
    "VoiceOrigination": "arn:aws:sms-voice:us-east-1:123456789012:phone-number/phone-1",
    "AlarmMail": "operators@example.com",
}


class ManagedPolicies:
    """The managed policies that the translator adds, which it would ask IAM for."""

    def load(self):
        return {
            name: f"arn:aws:iam::aws:policy/service-role/{name}"
            for name in ("AWSLambdaBasicExecutionRole", "AWSXRayDaemonWriteAccess")
        }


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms: `!Ref Api` is `{"Ref": "Api"}`."""


def short_form(loader, tag, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if tag == "GetAtt":
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


Loader.add_multi_constructor("!", short_form)


def parsed():
    return yaml.load(TEMPLATE.read_text(), Loader)


def routes():
    """The routes of the table of operations, and the operation of each."""
    table = (TOP / "infra/local/src/operations.rs").read_text()
    lines = re.findall(r'^ +(GET|POST|DELETE|PUT|PATCH|OPTIONS) "(\S+)" => (\w+) \(\w*\);$', table, re.MULTILINE)
    assert lines
    return {f"{method} {path}": operation.replace("_", "-") for method, path, operation in lines}


def operations():
    return sorted(folder.name for folder in (TOP / "functions").iterdir() if folder.is_dir())


def durations():
    """The lengths of time of the rules, in seconds, by their names."""
    policy = (TOP / "shared/domain/src/policy.rs").read_text()
    units = {"secs": 1, "mins": 60, "hours": 3600}
    found = re.findall(r"pub const (\w+): SignedDuration = SignedDuration::from_(\w+)\(([\d *]+)\);", policy)
    assert found
    return {name: units[unit] * math.prod(map(int, number.split("*"))) for name, unit, number in found}


def logical_id(operation):
    """`sign-in` is the resource `SignIn`."""
    return "".join(word.capitalize() for word in operation.split("-"))


@pytest.fixture(scope="session")
def template():
    return parsed()


@pytest.fixture(scope="session")
def translated():
    """The plain CloudFormation template that SAM makes of it, its code packaged."""
    fragment = parsed()
    for resource in fragment["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://code/function.zip"
    return transform(fragment, {}, ManagedPolicies())


@pytest.fixture(scope="session")
def moto():
    """The address of moto's server."""
    return os.environ["PHONE_OTP_TEST_MOTO"]


@pytest.fixture(scope="session")
def client(moto):
    return lambda service: boto3.client(service, endpoint_url=moto)


# What moto's CloudFormation does not make; cfn-lint has their schemas, and only an account shows more.
UNKNOWN_TO_MOTO = {
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::ApiMapping",
    "AWS::ApiGatewayV2::DomainName",
    "AWS::ApiGatewayV2::Stage",
    "AWS::Budgets::Budget",
    "AWS::CloudWatch::Alarm",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::SES::ConfigurationSet",
    "AWS::SES::ConfigurationSetEventDestination",
    "AWS::SES::EmailIdentity",
    "AWS::SNS::Subscription",
    "AWS::Scheduler::Schedule",
    "AWS::SecretsManager::Secret",
}


def outputs_that_moto_knows(translated):
    """The outputs, without those that ask for an attribute of a resource that moto does not make."""
    unknown = {name for name, resource in translated["Resources"].items() if resource["Type"] in UNKNOWN_TO_MOTO}
    return {
        key: output
        for key, output in translated["Outputs"].items()
        if not any(f'"{name}"' in json.dumps(output) or f"{{{name}." in json.dumps(output) for name in unknown)
    }


def deploy(client, translated, name):
    """Deploys a stack and returns its outputs."""
    translated = {**translated, "Outputs": outputs_that_moto_knows(translated)}
    s3 = client("s3")
    s3.create_bucket(Bucket="code")
    s3.put_object(Bucket="code", Key="function.zip", Body=b"PK\x05\x06" + bytes(18))
    s3.put_object(Bucket="code", Key="template.json", Body=json.dumps(translated).encode())
    cloudformation = client("cloudformation")
    # The guided deployment passes every parameter, those with a default too.
    answers = {key: str(value.get("Default")) for key, value in translated["Parameters"].items()} | PARAMETERS
    cloudformation.create_stack(
        StackName=name,
        TemplateURL="https://code.s3.amazonaws.com/template.json",
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in answers.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    (described,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    assert described["StackStatus"] == "CREATE_COMPLETE"
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}


@pytest.fixture(scope="session")
def stack(client, translated):
    """The deployed stack's outputs.

    It has no event source mappings: moto would hand them the streams' records, and cannot run the functions. What runs on
    these tables polls the streams itself.
    """
    resources = {
        name: value
        for name, value in translated["Resources"].items()
        if value["Type"] != "AWS::Lambda::EventSourceMapping"
    }
    return deploy(client, {**translated, "Resources": resources}, STACK)
