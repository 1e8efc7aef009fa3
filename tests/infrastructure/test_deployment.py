"""What comes out of a deployment is what the code expects."""

import json
import os
import re

import pytest
from conftest import STACK, TOP, UNKNOWN_TO_MOTO, deploy, durations, operations


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
        assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    indexes = tables["RecordsTable"]["GlobalSecondaryIndexes"]
    for index in indexes:
        assert index["Projection"]["ProjectionType"] == "KEYS_ONLY"
    assert {index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]] for index in indexes} == {
        "by-expiry": ["expires_on", "pk"],
        "by-due": ["due", "due_at"],
    }
    types = {item["AttributeName"]: item["AttributeType"] for item in tables["RecordsTable"]["AttributeDefinitions"]}
    assert types == {"pk": "S", "sk": "S", "expires_on": "S", "due": "S", "due_at": "N"}
    assert not tables["SessionsTable"].get("GlobalSecondaryIndexes")


def test_the_tables_are_encrypted_recoverable_and_stay_when_the_stack_goes(translated):
    """What moto's CloudFormation takes no notice of."""
    tables = [value for value in translated["Resources"].values() if value["Type"] == "AWS::DynamoDB::Table"]
    assert len(tables) == 2
    for table in tables:
        assert table["Properties"]["SSESpecification"]["SSEEnabled"]
        assert table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
        assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
        assert table["Properties"]["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}


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


def test_the_code_knows_every_variable_that_the_template_sets_and_no_sandbox_is_on(template):
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    config = (TOP / "shared/platform/src/config.rs").read_text()
    known = set(re.findall(r'"(PHONE_OTP_\w+)"', config.split("mod tests")[0]))
    assert set(variables) <= known
    unset = {"PHONE_OTP_PAYMENT_PAGE", "PHONE_OTP_PAYMENT_SECRET", "PHONE_OTP_INSTANT_PROOFING"}
    unset.add("PHONE_OTP_ATTEMPT_TIMEOUT_MS")  # for tests
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


def test_the_streams_reach_the_functions_that_the_local_run_polls_them_into(client, translated):
    local = (TOP / "infra/local/src/stream.rs").read_text()
    polled = re.findall(r'table: Table::(\w+),\s+operation: "([a-z-]+)"', local)
    outputs = deploy(client, translated, "with-mappings")
    tables = {outputs["RecordsTable"]: "Records", outputs["SessionsTable"]: "Sessions"}
    mappings = client("lambda").list_event_source_mappings()["EventSourceMappings"]
    mappings = [mapping for mapping in mappings if ":dynamodb:" in mapping["EventSourceArn"]]
    mapped = [
        (
            tables[mapping["EventSourceArn"].split("table/")[1].split("/stream/")[0]],
            mapping["FunctionArn"].split(":with-mappings-")[1],
        )
        for mapping in mappings
    ]
    assert sorted(mapped) == sorted(polled)
    for table in tables.values():
        assert 1 <= [name for name, _ in mapped].count(table) <= 2, "a stream has at most two readers"


def test_a_record_that_fails_holds_up_its_shard_for_half_of_the_time_that_the_stream_keeps_it(translated):
    for mapping in by_type(translated, "AWS::Lambda::EventSourceMapping"):
        if "StreamArn" not in mapping["EventSourceArn"]["Fn::GetAtt"]:
            continue
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert mapping["BisectBatchOnFunctionError"]
        assert mapping["StartingPosition"] == "TRIM_HORIZON"
        assert mapping["MaximumRecordAgeInSeconds"] == 12 * 60 * 60
        assert mapping["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["FailedEvents", "Arn"]}


def test_a_message_that_fails_comes_again_for_six_hours_and_is_parked(client, stack, template):
    queues = {
        name: client("sqs").get_queue_attributes(
            QueueUrl=client("sqs").get_queue_url(QueueName=f"{STACK}-{name}")["QueueUrl"], AttributeNames=["All"]
        )["Attributes"]
        for name in ("notifications", "parked-notifications")
    }
    waiting, parked = queues["notifications"], queues["parked-notifications"]
    redrive = json.loads(waiting["RedrivePolicy"])
    assert redrive["deadLetterTargetArn"] == parked["QueueArn"]
    local = (TOP / "infra/local/src/queue.rs").read_text()
    timeout = int(re.search(r"VISIBILITY_TIMEOUT: i64 = (\d+);", local)[1])
    receives = int(re.search(r"MAX_RECEIVES: u32 = (\d+);", local)[1])
    assert (int(waiting["VisibilityTimeout"]), redrive["maxReceiveCount"]) == (timeout, receives)
    assert timeout * receives == 6 * 60 * 60
    assert timeout == 6 * template["Resources"]["NotifyLogout"]["Properties"]["Timeout"]
    assert int(waiting["MessageRetentionPeriod"]) > timeout * receives
    assert int(parked["MessageRetentionPeriod"]) == 14 * 24 * 60 * 60
    for name in ("Notifications", "ParkedNotifications", "FailedEvents"):
        assert template["Resources"][name]["Properties"]["SqsManagedSseEnabled"], name
    mapping = template["Resources"]["QueuedNotifications"]["Properties"]
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["Notifications", "Arn"]}
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_the_functions_send_to_the_queues_that_were_deployed(client, stack):
    variables = client("lambda").get_function_configuration(FunctionName=f"{STACK}-tell-facts")["Environment"]["Variables"]
    for variable, name in (
        ("PHONE_OTP_NOTIFICATIONS", "notifications"),
        ("PHONE_OTP_PARKED_NOTIFICATIONS", "parked-notifications"),
    ):
        url = client("sqs").get_queue_url(QueueName=f"{STACK}-{name}")["QueueUrl"]
        # moto's template says AWS's host, its API its own.
        assert variables[variable].split("/")[3:] == url.split("/")[3:]


def passes(template, mapping, record):
    """Whether one of a mapping's filters lets a stream record through."""
    from moto.events.models import EventPattern

    filters = template["Resources"][mapping]["Properties"]["FilterCriteria"]["Filters"]
    assert len(filters) <= 5, "Lambda's quota"
    return any(EventPattern.load(one["Pattern"]).matches_event(record) for one in filters)


def fixture(operation, case):
    (record,) = json.loads((TOP / f"events/{operation}/{case}.json").read_text())["Records"]
    return record


def test_the_filter_of_paid_orders_lets_through_what_is_due_and_nothing_that_an_attempt_wrote(template):
    record = fixture("deliver-license-email", "paid")
    delivery = record["dynamodb"]["NewImage"]["delivery"]["M"]
    assert delivery == {"state": {"S": "due"}}
    assert passes(template, "PaidOrders", record)
    delivery["until"] = {"N": "1800000000"}
    assert not passes(template, "PaidOrders", record), "claimed by an attempt, or at rest after one"
    del delivery["until"]
    delivery["state"]["S"] = "sent"
    assert not passes(template, "PaidOrders", record)
    del record["dynamodb"]["NewImage"]["delivery"]
    assert not passes(template, "PaidOrders", record), "no order"


ACCOUNT = "acct_fdee430d40bd57deeac186cd9790033d"
LOCKED = {"password_count": {"N": "100"}}
CHALLENGE = {"challenge": {"M": {"id": {"S": "chal_1"}}}}
NO_CHALLENGE = {"challenge": {"NULL": True}}


def change(name, kind, sk, new, old=None, pk=ACCOUNT):
    """A record of a table's stream; an image that is `None` is not in it."""
    keys = {"pk": {"S": pk}, "sk": {"S": sk}}
    kind = {"kind": {"S": kind}}
    images = {
        side: keys | kind | image for side, image in (("NewImage", new), ("OldImage", old)) if image is not None
    }
    return {"eventName": name, "dynamodb": {"Keys": keys, **images}}


def guard(event, name="MODIFY"):
    return change(name, "guard", "failures", {"event": {"S": event}}, {} if name == "MODIFY" else None)


def session(old, new):
    return change("MODIFY", "session", "session#sess_1", new, old)


FACTS = {
    "an account": ("RecordFacts", change("INSERT", "account", "~account", {})),
    "a credential": ("RecordFacts", change("MODIFY", "credential", "~credential", {}, {})),
    "an order": ("RecordFacts", change("MODIFY", "order", "order#001#PO-1", {}, {})),
    "a sign-in": ("SessionFacts", guard("sign-in")),
    "a wrong password": ("SessionFacts", guard("wrong-password")),
    "the first wrong password": ("SessionFacts", guard("wrong-password", "INSERT")),
    "a wrong code": ("SessionFacts", guard("wrong-code")),
    "a code that was entered": ("SessionFacts", session(CHALLENGE, {})),
    "a code that was entered, its challenge null": ("SessionFacts", session(CHALLENGE, NO_CHALLENGE)),
    "a reset": ("SessionFacts", change("INSERT", "reset", "reset#1", {})),
    "a reset that was used": ("SessionFacts", change("MODIFY", "reset", "reset#1", {}, {})),
    "an account that was unlocked": ("SessionFacts", change("REMOVE", "guard", "failures", None, LOCKED)),
    "a lock of codes that was lifted": (
        "SessionFacts",
        change("MODIFY", "guard", "failures", {"event": {"S": "right-code"}}, {"code_count": {"N": "100"}}),
    ),
}

ENDED_SESSION = change("REMOVE", "session", "session#sess_1", None, CHALLENGE)
COLLECTED = {"userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}}

NO_FACTS = {
    "activity": ("RecordFacts", change("INSERT", "activity", "activity#001#1", {})),
    "activity whose mail went on": ("RecordFacts", change("MODIFY", "activity", "activity#001#1", {}, {})),
    "a license": ("RecordFacts", change("INSERT", "license", "license", {}, pk="license#1")),
    "an order's number": ("RecordFacts", change("INSERT", "order-number", "order", {}, pk="order#PO-1")),
    "an account that was removed": ("RecordFacts", change("REMOVE", "account", "~account", None, {})),
    "a limit": ("SessionFacts", change("MODIFY", "limit", "limit", {}, {}, pk="limit#sends-account#1")),
    "a call": ("SessionFacts", change("INSERT", "call", "call", {}, pk="call#1")),
    "an idempotency key": ("SessionFacts", change("INSERT", "idempotency", "idempotency#1", {})),
    "a session that began": ("SessionFacts", change("INSERT", "session", "session#sess_1", {})),
    "a touched session": ("SessionFacts", session({}, {})),
    "a session with a code on its way": ("SessionFacts", session({}, CHALLENGE)),
    "a touched session with a code on its way": ("SessionFacts", session(CHALLENGE, CHALLENGE)),
    "a right code": ("SessionFacts", guard("right-code")),
    "a password that was changed": ("SessionFacts", guard("password-changed")),
    "a guard without a lock that was removed": ("SessionFacts", change("REMOVE", "guard", "failures", None, {})),
    "a lock after its time": ("SessionFacts", change("REMOVE", "guard", "failures", None, LOCKED) | COLLECTED),
    "a session that ended": ("SessionFacts", ENDED_SESSION),
    "a reset after its time": (
        "SessionFacts",
        change("REMOVE", "reset", "reset#1", None, {}) | COLLECTED,
    ),
}


@pytest.mark.parametrize("what", FACTS)
def test_the_filters_of_tell_facts_let_through_what_may_be_a_fact(template, what):
    mapping, record = FACTS[what]
    assert passes(template, mapping, record)


@pytest.mark.parametrize("what", NO_FACTS)
def test_the_filters_of_tell_facts_let_through_nothing_that_is_no_fact(template, what):
    mapping, record = NO_FACTS[what]
    assert not passes(template, mapping, record)


def test_the_filters_of_tell_facts_let_its_fixtures_through(template):
    for path in sorted((TOP / "events/tell-facts").glob("*.json")):
        if path.name.endswith(".outcome.json"):
            continue
        for record in json.loads(path.read_text())["Records"]:
            of_sessions = record["dynamodb"]["Keys"]["sk"]["S"].startswith(("failures", "session#", "reset"))
            assert passes(template, "SessionFacts" if of_sessions else "RecordFacts", record), path.name


def test_the_filters_of_tell_facts_know_each_kind_of_item_that_the_code_makes_facts_of(template):
    listed = re.search(r"pub const KINDS: .*?\];", (TOP / "shared/store/src/stream.rs").read_text(), re.DOTALL)[0]
    kinds = {kind.lower() for kind in re.findall(r"Kind::(\w+)", listed)}
    written = [record["dynamodb"].get("NewImage") for _, record in FACTS.values()]
    assert kinds == {image["kind"]["S"] for image in written if image}


def test_the_lock_that_the_filters_of_tell_facts_know_is_the_one_without_an_end(template):
    policy = (TOP / "shared/domain/src/policy.rs").read_text()
    for_good = re.search(r"LockoutStep::for_good\((\d+)\)", policy)[1]
    filters = json.dumps(template["Resources"]["SessionFacts"]["Properties"]["FilterCriteria"])
    assert re.findall(r'_count[^0-9]+(\d+)', filters) == [for_good, for_good]


def test_the_filter_of_ended_sessions_lets_through_what_an_act_removed(template):
    assert passes(template, "EndedSessions", ENDED_SESSION)
    assert passes(template, "EndedSessions", fixture("notify-logout", "signed-out"))
    assert not passes(template, "EndedSessions", ENDED_SESSION | COLLECTED)
    assert not passes(template, "EndedSessions", fixture("notify-logout", "expired"))
    assert not passes(template, "EndedSessions", FACTS["an account that was unlocked"][1]), "another kind of item"
    assert not passes(template, "EndedSessions", session(CHALLENGE, {})), "it goes on"


def test_schedules_run_as_the_local_run_has_them(translated):
    schedules = {
        schedule["Target"]["Arn"]["Fn::GetAtt"][0]: schedule
        for schedule in by_type(translated, "AWS::Scheduler::Schedule")
    }
    assert {name: schedule["ScheduleExpression"] for name, schedule in schedules.items()} == {
        "DeliverLicenseEmail": "rate(5 minutes)",
        "RemindRenewal": "cron(0/5 9-23 * * ? *)",
        "RetryNotices": "rate(5 minutes)",
    }
    local = (TOP / "infra/local/src/schedule.rs").read_text()
    assert re.findall(r'operation: "([a-z-]+)",\s+every: ([\d *]+),', local) == [
        ("deliver-license-email", "5 * 60"),
        ("remind-renewal", "5 * 60"),
        ("retry-notices", "5 * 60"),
    ]
    for schedule in schedules.values():
        assert schedule["FlexibleTimeWindow"] == {"Mode": "OFF"}
        assert schedule["Target"]["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["FailedEvents", "Arn"]}}


def test_what_events_start_without_an_answer_leaves_what_it_gave_up_in_the_queue(template):
    scheduled = {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if any(event["Type"] == "ScheduleV2" for event in resource.get("Properties", {}).get("Events", {}).values())
    }
    assert scheduled
    for name, properties in scheduled.items():
        destination = properties.get("EventInvokeConfig", {}).get("DestinationConfig", {}).get("OnFailure")
        assert destination == {"Type": "SQS", "Destination": {"Fn::GetAtt": ["FailedEvents", "Arn"]}}, name


def test_a_call_is_not_placed_after_its_code_has_ended(template):
    config = template["Resources"]["PlaceCall"]["Properties"]["EventInvokeConfig"]
    assert config["MaximumEventAgeInSeconds"] == durations()["CODE_VALIDITY"]


@pytest.mark.parametrize("operation", ["DeliverLicenseEmail", "RemindRenewal", "RetryNotices"])
def test_a_run_that_the_next_one_makes_up_for_is_given_up_when_it_begins(template, operation):
    properties = template["Resources"][operation]["Properties"]
    schedule = properties["Events"]["Often"]["Properties"]
    minutes = int(re.match(r"rate\((\d+) minutes\)|cron\(0/(\d+) ", schedule["ScheduleExpression"]).expand(r"\1\2"))
    for config in (properties["EventInvokeConfig"], schedule["RetryPolicy"]):
        assert config["MaximumEventAgeInSeconds"] == minutes * 60


def test_the_alarm_of_reminders_is_longer_than_the_pause_of_their_runs_and_silence_sets_it_off(template):
    alarm = template["Resources"]["RemindersBehindAlarm"]["Properties"]
    assert alarm["TreatMissingData"] == "breaching"
    schedule = template["Resources"]["RemindRenewal"]["Properties"]["Events"]["Often"]["Properties"]
    first, last = map(int, re.search(r" (\d+)-(\d+) ", schedule["ScheduleExpression"]).groups())
    pause = 24 - (last - first + 1)
    assert pause * 3600 < alarm["Period"] * alarm["EvaluationPeriods"] <= 24 * 3600


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


def test_alarms_and_dashboard_read_the_metrics_that_the_code_writes_and_each_of_them(translated):
    fact = (TOP / "shared/domain/src/fact.rs").read_text()
    written = set(re.findall(r"\w+", re.search(r"pub enum Metric \{(.*?)\}", fact, re.DOTALL)[1]))
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
    assert read == written


def test_the_tables_are_left_to_the_journeys(stack):
    with open(os.environ["PHONE_OTP_TEST_DEPLOYED"], "w") as file:
        file.write(f"PHONE_OTP_RECORDS_TABLE={stack['RecordsTable']}\n")
        file.write(f"PHONE_OTP_SESSIONS_TABLE={stack['SessionsTable']}\n")


def test_moto_makes_all_but_what_is_listed(translated):
    from moto.cloudformation.parsing import NULL_MODELS, get_model_map

    types = {resource["Type"] for resource in translated["Resources"].values()}
    assert types - set(get_model_map()) - set(NULL_MODELS) == UNKNOWN_TO_MOTO
