"""The runbook's commands do what they say, against the local run on the tables that moto made from the template."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from conftest import TOP

PASSWORD = "correct horse battery staple"
ADDRESS = {"name": "Ada Lovelace", "line1": "12 St James Square", "city": "London", "country": "GB"}


def free_port():
    """The first of three that are free."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
        try:
            for number in (port + 1, port + 2):
                with socket.socket() as other:
                    other.bind(("127.0.0.1", number))
            return port
        except OSError:
            continue


class Local:
    def __init__(self, port):
        self.portal = f"http://127.0.0.1:{port}"
        self.token = None

    def call(self, path, body=None):
        request = urllib.request.Request(self.portal + path, headers={"content-type": "application/json"})
        if self.token:
            request.add_header("authorization", f"Bearer {self.token}")
        data = json.dumps(body).encode() if body is not None else None
        with urllib.request.urlopen(request, data) as answer:
            return json.loads(answer.read() or "null")

    def mails(self, words):
        return [mail for mail in self.call("/_local/mail") if words in mail["subject"] + mail["text"]]

    def waits_for_mails(self, words, count):
        for _ in range(200):
            found = self.mails(words)
            if len(found) >= count:
                return found
            time.sleep(0.1)
        raise AssertionError(f"fewer than {count} mails about {words}")


@pytest.fixture
def local(moto, stack):
    port = free_port()
    environment = {
        **os.environ,
        "PHONE_OTP_RECORDS_TABLE": stack["RecordsTable"],
        "PHONE_OTP_SESSIONS_TABLE": stack["SessionsTable"],
    }
    process = subprocess.Popen(
        [TOP / "target/debug/local", "--in-memory", "--port", str(port), "--dynamodb", moto],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    running = Local(port)
    running.environment = {}
    for line in process.stdout:
        if match := re.match(r"\s+export (\w+)='(.*)'", line):
            running.environment[match[1]] = match[2]
        if "Ctrl-C" in line:
            break
    yield running
    process.terminate()
    process.wait()


def waits_for_a_parked_notice(dynamodb, table, account):
    for _ in range(100):
        found = dynamodb.query(
            TableName=table,
            KeyConditionExpression="pk = :account AND begins_with(sk, :activity)",
            ExpressionAttributeValues={":account": {"S": account}, ":activity": {"S": "activity#"}},
        )
        if any(item["mail"]["M"]["state"]["S"] == "parked" for item in found["Items"]):
            return
        time.sleep(0.1)
    raise AssertionError("no notice was parked")


def test_every_command_of_the_runbook_does_what_it_says(client, stack, local, moto, tmp_path):
    local.call(
        "/accounts",
        {"user_id": "Ada", "password": PASSWORD, "legal_name": "Ada Lovelace", "email": "ada@example.com", "country": "US"},
    )
    local.token = local.call("/sessions", {"user_id": "Ada", "password": PASSWORD})["session"]["token"]
    (mail,) = local.waits_for_mails("Confirm your email address", 1)
    local.call("/account/email/confirmation", {"code": re.search(r"\b\d{8}\b", mail["text"])[0]})
    line = {"product": "us", "quantity": 1}
    orders = [
        local.call("/orders", {"lines": [line], "payment_method": "invoice", "billing_address": ADDRESS})["number"]
        for _ in range(3)
    ]
    refunded, order, missed = orders
    local.call("/_local/invoke/record-payment", {"order_number": refunded, "reference": "bank"})
    (mail,) = local.waits_for_mails(refunded, 1)
    key = re.search(r"([0-9A-Z]{5}-){4}[0-9A-Z]{5}", mail["text"])[0]
    account = local.call("/_local/orders")[0]["buyer"]
    dynamodb = client("dynamodb")
    lock = {"pk": {"S": account}, "sk": {"S": "failures"}}
    item = {**lock, "password_count": {"N": "100"}, "password_at": {"N": str(int(time.time()))}}
    dynamodb.put_item(TableName=stack["SessionsTable"], Item=item)
    sends = {"pk": {"S": f"limit#sends-account#{account}"}, "sk": {"S": "limit"}}
    dynamodb.put_item(TableName=stack["SessionsTable"], Item=sends)
    with pytest.raises(urllib.error.HTTPError) as refused:
        local.call("/sessions", {"user_id": "Ada", "password": PASSWORD})
    assert json.load(refused.value)["type"] == "locked"

    # Paid, and its mail was claimed by an attempt that died: no stream brings it any more.
    found = dynamodb.get_item(TableName=stack["RecordsTable"], Key={"pk": {"S": f"order#{missed}"}, "sk": {"S": "order"}})
    dynamodb.update_item(
        TableName=stack["RecordsTable"],
        Key={"pk": found["Item"]["account"], "sk": found["Item"]["order"]},
        UpdateExpression="SET #status = :paid, delivery = :due",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={
            ":paid": {"M": {"state": {"S": "paid"}, "at": {"N": str(int(time.time()))}, "reference": {"S": "bank"}}},
            ":due": {"M": {"state": {"S": "due"}, "until": {"N": str(int(time.time()) - 1)}}},
        },
    )
    local.call("/_local/faults", {"service": "ses", "fail": 1})
    local.call("/password-resets", {"user_id": "Ada"})
    waits_for_a_parked_notice(dynamodb, stack["RecordsTable"], account)

    runbook = (TOP / "infra/aws/runbook.md").read_text()
    script = "\n".join(re.findall(r"```sh\n(.*?)```", runbook, re.DOTALL))
    assert script.count("aws ") == 23, "the runbook's commands changed: look at what they do"
    # An order that was just paid is mailed before it is mailed again.
    script = script.replace("find=", "sleep 3\nfind=")
    (tmp_path / "infra").symlink_to(TOP / "infra")
    binaries = os.path.dirname(sys.executable)
    run = subprocess.run(
        ["bash", "-euc", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            **{name: value for name, value in local.environment.items() if name.startswith("AWS_")},
            "PATH": f"{binaries}:{os.environ['PATH']}",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": moto,
            "AWS_PAGER": "",
            "user_id": "Ada",
            "order": order,
            "key": key,
        },
    )
    assert run.returncode == 0, run.stdout + run.stderr

    for forgotten in (lock, sends):
        assert "Item" not in dynamodb.get_item(TableName=stack["SessionsTable"], Key=forgotten)
    local.call("/sessions", {"user_id": "Ada", "password": PASSWORD})
    assert local.call(f"/orders/{order}")["status"] == "paid"
    local.waits_for_mails(order, 2)
    local.waits_for_mails(missed, 1)
    assert "reset-asked" in run.stdout
    # The local run's schedule may have mailed it already, since it is due again.
    local.call("/_local/invoke/retry-notices", json.loads((TOP / "events/retry-notices/due.json").read_text()))
    local.waits_for_mails("Reset your password", 1)
    with pytest.raises(urllib.error.HTTPError) as refused:
        local.call("/credential", {"license_key": key})
    assert json.load(refused.value)["type"] == "license-unknown"
    published = local.call("/.well-known/jwks.json")["keys"]
    assert sorted(key["alg"] for key in published) == ["ES256", "ES256", "RS256", "RS256"], "the next keys beside the present"
    assert "signs from" in run.stderr and "nothing is to be removed" in run.stderr
    configured = local.call("/_local/invoke/configure", {})
    assert configured["reason"] == "the office signs in on Mondays"
    assert configured["settings"]["blocked_prefixes"] == ["+88213"]
    assert configured["settings"]["limits"]["sends_per_address"] == [{"most": 600, "within": "1h"}]
    assert run.stdout.count("SMS pumping") == 1, "the change that closes the range answers with its reason"
    assert "it is there" in run.stdout, "nothing that is there is overwritten"
