"""What comes out of a deployment is what the code expects."""

import json
import os
import re

from conftest import PARAMETERS, STACK, TOP, UNKNOWN_TO_MOTO, deploy, operations


def by_type(translated, kind):
    resources = translated["Resources"].values()
    return [resource["Properties"] for resource in resources if resource["Type"] == kind]


def test_the_tables_are_those_that_the_code_expects(client, stack):
    dynamodb = client("dynamodb")
    tables = {
        name: dynamodb.describe_table(TableName=stack[name])["Table"] for name in ("RecordsTable", "SessionsTable")
    }
    keys = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
    for table in tables.values():
        assert table["KeySchema"] == keys
        assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
        assert table["DeletionProtectionEnabled"]
    (index,) = tables["RecordsTable"]["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "by-expiry"
    assert index["KeySchema"] == [
        {"AttributeName": "expires_on", "KeyType": "HASH"},
        {"AttributeName": "pk", "KeyType": "RANGE"},
    ]
    assert index["Projection"]["ProjectionType"] == "KEYS_ONLY"
    assert tables["RecordsTable"]["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    assert not tables["SessionsTable"].get("GlobalSecondaryIndexes")


def test_the_tables_are_encrypted_recoverable_and_stay_when_the_stack_goes(translated):
    """What moto's CloudFormation takes no notice of."""
    tables = [value for value in translated["Resources"].values() if value["Type"] == "AWS::DynamoDB::Table"]
    assert len(tables) == 2
    for table in tables:
        assert table["Properties"]["SSESpecification"]["SSEEnabled"]
        assert table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
        assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
    ttl = translated["Resources"]["SessionsTable"]["Properties"]["TimeToLiveSpecification"]
    assert ttl == {"AttributeName": "ttl", "Enabled": True}


def test_every_operation_is_a_function_of_its_name(client, stack):
    functions = client("lambda").list_functions()["Functions"]
    by_name = {function["FunctionName"]: function for function in functions if function["FunctionName"].startswith(STACK)}
    assert sorted(by_name) == sorted(f"{STACK}-{operation}" for operation in operations())
    for function in by_name.values():
        assert function["Runtime"] == "provided.al2023"
        assert function["Handler"] == "bootstrap"


def test_the_functions_find_what_was_deployed(client, stack):
    variables = client("lambda").get_function_configuration(FunctionName=f"{STACK}-send-otp")["Environment"]["Variables"]
    assert variables["PHONE_OTP_RECORDS_TABLE"] == stack["RecordsTable"]
    assert variables["PHONE_OTP_SESSIONS_TABLE"] == stack["SessionsTable"]
    assert variables["PHONE_OTP_VOICE_TOPIC"] == stack["VoiceTopic"]
    assert variables["PHONE_OTP_PORTAL_ORIGIN"] == "https://portal.example.com"
    assert variables["PHONE_OTP_MAIL_FROM"] == "no-reply@example.com"
    assert variables["PHONE_OTP_COUNTRIES"] == PARAMETERS["AllowedCountries"]


def test_the_code_knows_every_variable_that_the_template_sets_and_no_sandbox_is_on(template):
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    config = (TOP / "shared/platform/src/config.rs").read_text()
    known = set(re.findall(r'"(PHONE_OTP_\w+)"', config.split("mod tests")[0]))
    assert set(variables) <= known
    unset = {"PHONE_OTP_PAYMENT_PAGE", "PHONE_OTP_PAYMENT_SECRET", "PHONE_OTP_INSTANT_PROOFING"}
    assert known - set(variables) == unset


def test_the_generated_secret_is_one_that_the_code_reads(client, translated):
    """moto's CloudFormation makes no secrets; its Secrets Manager makes passwords as the template asks for them."""
    generate = dict(translated["Resources"]["Secret"]["Properties"]["GenerateSecretString"])
    assert (generate.pop("SecretStringTemplate"), generate.pop("GenerateStringKey")) == ("{}", "1")
    password = client("secretsmanager").get_random_password(**generate)["RandomPassword"]
    assert re.fullmatch("[0-9a-f]{64}", password)


def test_the_voice_topic_is_encrypted_and_place_call_listens(client, stack, translated):
    attributes = client("sns").get_topic_attributes(TopicArn=stack["VoiceTopic"])["Attributes"]
    assert attributes["KmsMasterKeyId"] == "alias/aws/sns"
    (subscription,) = by_type(translated, "AWS::SNS::Subscription")
    assert subscription == {
        "Endpoint": {"Fn::GetAtt": ["PlaceCall", "Arn"]},
        "Protocol": "lambda",
        "TopicArn": {"Ref": "VoiceTopic"},
    }


def test_the_stream_reaches_deliver_license_email(client, translated):
    outputs = deploy(client, translated, "with-mapping")
    (mapping,) = client("lambda").list_event_source_mappings()["EventSourceMappings"]
    assert mapping["FunctionArn"].endswith(":with-mapping-deliver-license-email")
    assert f"table/{outputs['RecordsTable']}/stream/" in mapping["EventSourceArn"]


def test_the_stream_filter_lets_through_what_the_handler_works_on(template):
    from moto.events.models import EventPattern

    properties = template["Resources"]["PaidOrders"]["Properties"]
    pattern = EventPattern.load(properties["FilterCriteria"]["Filters"][0]["Pattern"])
    record = json.loads((TOP / "events/deliver-license-email/paid.json").read_text())["Records"][0]
    delivery = record["dynamodb"]["NewImage"]["delivery"]["M"]
    assert delivery == {"state": {"S": "due"}}
    assert pattern.matches_event(record)
    delivery["until"] = {"N": "1800000000"}
    assert not pattern.matches_event(record), "claimed by an attempt"
    del delivery["until"]
    delivery["state"]["S"] = "sent"
    assert not pattern.matches_event(record)
    del record["dynamodb"]["NewImage"]["delivery"]
    assert not pattern.matches_event(record), "no order"


def test_reminders_run_daily(translated):
    (schedule,) = by_type(translated, "AWS::Scheduler::Schedule")
    assert schedule["ScheduleExpression"] == "cron(0 9 * * ? *)"
    assert schedule["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert schedule["Target"]["Arn"] == {"Fn::GetAtt": ["RemindRenewal", "Arn"]}
    assert schedule["Target"]["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["FailedEvents", "Arn"]}}


def test_logs_are_kept_as_long_as_the_parameter_says(client, stack):
    groups = client("logs").describe_log_groups(logGroupNamePrefix=f"/{STACK}/")["logGroups"]
    assert {group["logGroupName"]: group["retentionInDays"] for group in groups} == {
        f"/{STACK}/access": 90,
        f"/{STACK}/functions": 90,
    }


def test_access_logs_hold_nothing_personal(template):
    logged = json.loads(template["Resources"]["Api"]["Properties"]["AccessLogSettings"]["Format"])
    for value in logged.values():
        assert value.startswith("$context.")
        assert not re.search(r"identity|path\b|authorizer|userAgent|queryString", value), value


def test_every_alarm_reaches_the_operator(translated):
    alarms = {
        name: resource["Properties"]
        for name, resource in translated["Resources"].items()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    }
    runbook = (TOP / "infra/aws/runbook.md").read_text()
    for name, alarm in alarms.items():
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}], name
        words = re.sub(r"(?<!^)([A-Z])", r"-\1", name.removesuffix("Alarm")).lower()
        assert alarm["AlarmName"] == {"Fn::Sub": "${AWS::StackName}-" + words}
        assert f"`{words}`" in runbook, f"the runbook says nothing of {words}"


def test_alarms_and_dashboard_read_metrics_that_the_code_writes(translated):
    written = set(re.findall(r'\(\s*"([A-Z]\w+)",', (TOP / "shared/platform/src/metrics.rs").read_text()))
    read = set()
    for resource in translated["Resources"].values():
        text = json.dumps(resource)
        if resource["Type"] == "AWS::CloudWatch::Dashboard":
            body = resource["Properties"]["DashboardBody"]["Fn::Sub"]
            read |= set(re.findall(r'\["PhoneOtp", "(\w+)"', body))
            read |= set(re.findall(r'\["\.", "(\w+)"\]', body))
        elif resource["Type"] == "AWS::CloudWatch::Alarm":
            read |= set(re.findall(r'"MetricName": "(\w+)", "Namespace": "PhoneOtp"', text))
            read |= set(re.findall(r'"Namespace": "PhoneOtp", "MetricName": "(\w+)"', text))
    assert read and read <= written


def test_the_tables_are_left_to_the_journeys(stack):
    with open(os.environ["PHONE_OTP_TEST_DEPLOYED"], "w") as file:
        file.write(f"PHONE_OTP_RECORDS_TABLE={stack['RecordsTable']}\n")
        file.write(f"PHONE_OTP_SESSIONS_TABLE={stack['SessionsTable']}\n")


def test_moto_makes_all_but_what_is_listed(translated):
    from moto.cloudformation.parsing import NULL_MODELS, get_model_map

    types = {resource["Type"] for resource in translated["Resources"].values()}
    assert types - set(get_model_map()) - set(NULL_MODELS) == UNKNOWN_TO_MOTO
