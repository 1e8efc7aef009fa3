"""Authlib in Flask: the code flow with `client_secret_post`, an ES256 ID token, userinfo."""

import base64
import hashlib
import json
import os
import pathlib
import re
import secrets
import subprocess
import threading
import time
import urllib.parse

import pytest
import requests
from werkzeug.serving import make_server

import flask_application

TOP = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = "correct horse battery staple"

# Authlib refuses addresses by http otherwise. Everything here is on this machine.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

# How long a test waits for an answer or for something that happens in the background, in seconds.
PATIENCE = 30


@pytest.fixture(scope="module")
def portal():
    """The local run's origin."""
    process = subprocess.Popen(
        [TOP / "target/debug/local", "--in-memory", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        printed = ""
        while "Ctrl-C stops it" not in printed:
            line = process.stdout.readline()
            assert line, f"the local run ended: {printed}"
            printed += line
        yield re.search(r"Portal\s+(http:\S+?)/\n", printed)[1]
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def application(portal):
    """The application's origin, once it is registered and runs."""
    secret = secrets.token_urlsafe(32)
    server = make_server("127.0.0.1", 0, flask_application.create(portal, "flask", secret), threaded=True)
    origin = f"http://127.0.0.1:{server.server_port}"
    registration = {
        "name": "Flask",
        "url": f"{origin}/login",
        "requirement": {"strength": "password", "proofed": False},
        "redirect_uris": [f"{origin}/callback"],
        "token_endpoint_auth_method": "client_secret_post",
        "client_secret_digests": [hashlib.sha256(secret.encode()).hexdigest()],
        "id_token_signed_response_alg": "ES256",
        "scopes": ["openid", "profile", "email"],
    }
    outside(
        portal,
        "invoke/configure",
        {"operator": "kim", "reason": "a test", "change": {"applications": {"flask": registration}}},
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield origin
    server.shutdown()
    thread.join(PATIENCE)


def outside(portal, path, body=None):
    """What the world outside the portal says."""
    url = f"{portal}/_local/{path}"
    answer = requests.get(url, timeout=PATIENCE) if body is None else requests.post(url, json=body, timeout=PATIENCE)
    answer.raise_for_status()
    return answer.json()


class Browser:
    """Cookies of two sites, sent as a browser does to whom it trusts on this machine."""

    def __init__(self, portal):
        self.portal = portal
        self.cookies = {}

    def send(self, method, url, headers=None, **more):
        site = urllib.parse.urlsplit(url).netloc
        jar = self.cookies.setdefault(site, {})
        headers = {**(headers or {}), "cookie": "; ".join(f"{name}={value}" for name, value in jar.items())}
        answer = requests.request(method, url, headers=headers, allow_redirects=False, timeout=PATIENCE, **more)
        for line in answer.raw.headers.getlist("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            jar[name] = value
        return answer

    def call(self, method, path, body=None, account=None):
        headers = {"sec-fetch-site": "same-origin"}
        if account:
            headers["phone-otp-account"] = account
        answer = self.send(method, self.portal + path, headers, json=body)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def follow(self, url):
        """The answer at the end of the redirects, or the first one that leads to a page of the portal."""
        for _ in range(10):
            answer = self.send("GET", url)
            if not answer.is_redirect:
                return answer
            url = urllib.parse.urljoin(url, answer.headers["location"])
            if urllib.parse.urlsplit(url).fragment:
                return answer
        raise AssertionError(f"a loop at {url}")


@pytest.fixture(scope="module")
def ada(portal):
    """Somebody who is signed in with a password, and whose address is confirmed."""
    browser = Browser(portal)
    browser.call(
        "POST",
        "/accounts",
        {
            "user_id": "ada",
            "password": PASSWORD,
            "legal_name": "Ada Lovelace",
            "email": "ada@example.com",
            "country": "US",
        },
    )
    browser.call("POST", "/sessions", {"user_id": "ada", "password": PASSWORD})
    account = browser.call("GET", "/account")["account"]["id"]
    until = time.monotonic() + PATIENCE
    while not (mails := outside(portal, "mail")):
        assert time.monotonic() < until, "no mail came"
        time.sleep(0.1)
    code = re.search(r"\b\d{8}\b", mails[0]["text"])[0]
    browser.call("POST", "/account/email/confirmation", {"code": code}, account)
    return browser


def header_of(token):
    part = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_somebody_who_is_signed_in_is_known_to_the_application(portal, application, ada):
    answer = ada.follow(f"{application}/login")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert header_of(told["id_token"])["alg"] == "ES256"
    claims = told["claims"]
    assert claims["iss"] == portal
    assert claims["aud"] == "flask"
    assert claims["acr"] == "password"
    assert claims["amr"] == ["pwd"]
    userinfo = told["userinfo"]
    assert userinfo["sub"] == claims["sub"]
    assert userinfo["name"] == "Ada Lovelace"
    assert userinfo["email"] == "ada@example.com"
    assert userinfo["email_verified"] is True


def test_an_answer_comes_once(application, ada):
    answer = ada.send("GET", f"{application}/login")
    back = ada.send("GET", answer.headers["location"]).headers["location"]
    assert ada.send("GET", back).status_code == 200
    again = ada.send("GET", back)
    assert again.status_code == 403
    assert "mismatching_state" in again.text


def test_somebody_who_is_not_signed_in_comes_to_the_portal(portal, application):
    answer = Browser(portal).follow(f"{application}/login")
    assert answer.headers["location"].startswith(f"{portal}/#/authorizations/")


def test_a_cancelled_sign_in_is_an_error_of_the_application(portal, application):
    visitor = Browser(portal)
    kept = visitor.follow(f"{application}/login").headers["location"].rpartition("/")[2]
    back = visitor.call("POST", f"/authorizations/{kept}/cancellation", {})["redirect"]
    answer = visitor.send("GET", back)
    assert answer.status_code == 403
    assert answer.json() == {"error": "access_denied"}
