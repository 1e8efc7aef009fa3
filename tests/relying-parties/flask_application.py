"""An application in Flask that signs people in with Authlib, as Authlib's documentation shows it."""

import secrets

from authlib.integrations.flask_client import OAuth, OAuthError
from flask import Flask, jsonify, session, url_for


def create(issuer, client_id, client_secret):
    app = Flask(__name__)
    app.secret_key = secrets.token_hex(32)
    oauth = OAuth(app)
    portal = oauth.register(
        "portal",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "token_endpoint_auth_method": "client_secret_post",
            "code_challenge_method": "S256",
        },
    )

    @app.get("/login")
    def login():
        return portal.authorize_redirect(url_for("callback", _external=True))

    @app.get("/callback")
    def callback():
        try:
            token = portal.authorize_access_token()
        except OAuthError as error:
            return jsonify(error=error.error), 403
        session["person"] = token["userinfo"]
        return jsonify(
            id_token=token["id_token"],
            claims=token["userinfo"],
            userinfo=portal.userinfo(token=token),
        )

    return app
