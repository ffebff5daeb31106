"""Starts the twin on a free port, reads its ready line, and acts as a multi-tenant client: token, API call, refused request."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import uuid

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT_ID = "python-example"
SCOPE = "nhn:test-public-samplecode/client-credentials"
UNKNOWN_SCOPE = "nhn:unknown/scope"


def new_key():
    key = ec.generate_private_key(ec.SECP256R1())
    public = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return key, public


def start_twin(public_jwk):
    """`--port 0` picks a free port, which the ready line names. A variable registers the client, as inline JSON.

    The twin runs until its standard input is closed: by `stop`, or when this process ends, however it ends.
    """
    client = {
        "clientId": CLIENT_ID,
        "jwks": {"keys": [public_jwk]},
        "scopes": [SCOPE],
        "tenancy": "multi-tenant",
        "supplier": "889640782",
    }
    variables = {
        "HELSEID_MOCK_PORT": "0",
        "HELSEID_MOCK_LOG_FORMAT": "json",
        "HELSEID_MOCK_CONFIG": json.dumps({"clients": [client]}),
    }
    command = os.environ.get("HELSEID_MOCK_COMMAND", "npx helseid-mock").split(" ")
    command[0] = shutil.which(command[0]) or command[0]  # npx.cmd on Windows
    pipe = subprocess.PIPE
    twin = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env={**os.environ, **variables})
    return twin, json.loads(twin.stdout.readline())


def stop(twin):
    """`terminate` would end npx only, and on Windows leave the twin."""
    twin.stdin.close()
    twin.wait()


def assertion(key, kid, issuer):
    """HelseID requires more than the standard: its `typ`, a lifetime of ten seconds, and the organisation of a multi-tenant client."""
    now = int(time.time())
    organization = {
        "type": "helseid_authorization",
        "practitioner_role": {
            "organization": {
                "identifier": {
                    "system": "urn:oid:1.0.6523",
                    "type": "ENH",
                    "value": "NO:ORGNR:994598759:983658725",
                }
            }
        },
    }
    claims = {
        "iss": CLIENT_ID,
        "sub": CLIENT_ID,
        "aud": issuer,
        "iat": now,
        "nbf": now,
        "exp": now + 10,
        "jti": str(uuid.uuid4()),
        "assertion_details": organization,
    }
    return jwt.encode(claims, key, "ES256", {"kid": kid, "typ": "client-authentication+jwt"})


def proof(key, public_jwk, method, url, nonce=None, token=None):
    claims = {"jti": str(uuid.uuid4()), "htm": method, "htu": url, "iat": int(time.time())}
    if nonce is not None:
        claims["nonce"] = nonce
    if token is not None:
        digest = hashlib.sha256(token.encode()).digest()
        claims["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return jwt.encode(claims, key, "ES256", {"typ": "dpop+jwt", "jwk": public_jwk})


def ask_for_token(metadata, key, kid, proof_key, proof_jwk, nonce=None, scope=SCOPE):
    endpoint = metadata["token_endpoint"]
    form = {
        "client_id": CLIENT_ID,
        "client_assertion": assertion(key, kid, metadata["issuer"]),
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "grant_type": "client_credentials",
        "scope": scope,
    }
    headers = {"DPoP": proof(proof_key, proof_jwk, "POST", endpoint, nonce)}
    return requests.post(endpoint, data=form, headers=headers, timeout=10)


def main():
    key, public_jwk = new_key()
    public_jwk["kid"] = "python-key"
    proof_key, proof_jwk = new_key()
    twin, ready = start_twin(public_jwk)
    try:
        metadata = requests.get(ready["issuers"]["test"] + "/.well-known/openid-configuration", timeout=10).json()
        challenge = ask_for_token(metadata, key, public_jwk["kid"], proof_key, proof_jwk)
        nonce = challenge.headers["DPoP-Nonce"]
        answer = ask_for_token(metadata, key, public_jwk["kid"], proof_key, proof_jwk, nonce)
        answer.raise_for_status()
        token = answer.json()["access_token"]

        api = ready["origin"] + "/nhn-api/test/hello"
        headers = {"Authorization": f"DPoP {token}", "DPoP": proof(proof_key, proof_jwk, "GET", api, token=token)}
        greeting = requests.get(api, headers=headers, timeout=10)
        print(greeting.status_code, greeting.text)

        refusal = ask_for_token(metadata, key, public_jwk["kid"], proof_key, proof_jwk, nonce, UNKNOWN_SCOPE)
        print(refusal.status_code, refusal.text)
        return 0 if greeting.status_code == 200 else 1
    finally:
        stop(twin)


if __name__ == "__main__":
    sys.exit(main())
