"""Least privilege, both ways: what the journeys used is granted, and what is granted was used."""

import json
import os
import pathlib

import pytest
from conftest import logical_id, operations

# What the record calls a resource, by what the template's policies call it.
RESOURCES = {
    '{"Fn::GetAtt": ["RecordsTable", "Arn"]}': "phone-otp-records",
    '{"Fn::Sub": "${RecordsTable.Arn}/index/by-expiry"}': "phone-otp-records/index/by-expiry",
    '{"Fn::Sub": "${RecordsTable.Arn}/index/by-due"}': "phone-otp-records/index/by-due",
    '{"Fn::GetAtt": ["SessionsTable", "Arn"]}': "phone-otp-sessions",
    '{"Ref": "Secret"}': "phone-otp",
    '{"Ref": "SigningKeys"}': "phone-otp-signing-keys",
    '{"Fn::GetAtt": ["Notifications", "Arn"]}': "phone-otp-notifications",
    '{"Fn::GetAtt": ["ParkedNotifications", "Arn"]}': "phone-otp-parked-notifications",
    '{"Ref": "VoiceTopic"}': "arn:aws:sns:us-east-1:000000000000:phone-otp-voice",
    '{"Ref": "VoiceOrigination"}': "voice-origination",
    # sns:Publish on everything but topics is on phone numbers.
    '{"Fn::Sub": "arn:${AWS::Partition}:sns:*:*:*"}': "phone-number",
    '{"Fn::Sub": "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${MailIdentity}"}': "mail-identity",
}
# SES asks for both, and a mail is one call.
MAIL_CONFIGURATION = (
    '{"Fn::Sub": "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${MailConfigurationSet}"}'
)
WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}
# What Lambda and its event sources do as the function, not the function itself.
OF_THE_SERVICE = {"EventSource", "EventSourceFailures"}


def granted(template, operation):
    grants = set()
    for policy in template["Resources"][logical_id(operation)]["Properties"].get("Policies", []):
        for statement in policy["Statement"]:
            assert statement["Effect"] == "Allow"
            if statement.get("Sid") in OF_THE_SERVICE:
                continue
            if "NotResource" in statement:
                assert statement["Action"] == ["sns:Publish"], "only phone numbers have no ARN"
                resources = [statement["NotResource"]]
            else:
                resources = statement["Resource"]
            resources = resources if isinstance(resources, list) else [resources]
            names = [json.dumps(resource) for resource in resources]
            names = [RESOURCES[name] for name in names if name != MAIL_CONFIGURATION]
            for action in statement["Action"]:
                assert "*" not in action
                grants |= {(action, name) for name in names}
    return grants


@pytest.fixture(scope="module")
def used():
    folder = pathlib.Path(os.environ["PHONE_OTP_TEST_CALLS"])
    calls = [call for file in folder.glob("*.json") for call in json.loads(file.read_text())]
    assert calls, "the journeys left no record"
    by_operation = {operation: set() for operation in operations()}
    for call in calls:
        # A journey with tables of its own names them so.
        if call["operation"] in by_operation and not call["resource"].startswith("other-"):
            by_operation[call["operation"]].add((call["action"], call["resource"]))
    for used in by_operation.values():
        # A write without an answer reads its item back, which no journey meets.
        used |= {("dynamodb:GetItem", resource) for action, resource in used if action in WRITES}
    return by_operation


@pytest.mark.parametrize("operation", operations())
def test_exactly_what_is_used_is_granted(template, used, operation):
    assert sorted(used[operation] - granted(template, operation)) == [], "used and not granted"
    assert sorted(granted(template, operation) - used[operation]) == [], "granted and never used"


def test_only_lambda_itself_and_the_schedules_have_more(translated):
    """The translator adds the managed policy that lets Lambda write logs, and a role for each schedule. Nothing else."""
    of_schedules = {
        resource["Properties"]["Target"]["RoleArn"]["Fn::GetAtt"][0]
        for resource in translated["Resources"].values()
        if resource["Type"] == "AWS::Scheduler::Schedule"
    }
    assert of_schedules
    for name, resource in translated["Resources"].items():
        if resource["Type"] != "AWS::IAM::Role":
            continue
        managed = resource["Properties"].get("ManagedPolicyArns", [])
        assert all("AWSLambdaBasicExecutionRole" in json.dumps(arn) for arn in managed), name
        if name in of_schedules:
            statements = [
                statement
                for policy in resource["Properties"]["Policies"]
                for statement in policy["PolicyDocument"]["Statement"]
            ]
            assert {statement["Action"] for statement in statements} == {"lambda:InvokeFunction", "sqs:SendMessage"}
