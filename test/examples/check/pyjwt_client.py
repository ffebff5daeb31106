"""A client for `check client` with PyJWT and requests: adds what HelseID requires beyond the libraries."""

import base64
import hashlib
import json
import os
import signal
import sys
import time
import uuid

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import ec

ISSUER = os.environ["HELSEID_ISSUER"]
CLIENT_ID = os.environ["HELSEID_CLIENT_ID"]
SCOPE = os.environ["HELSEID_SCOPE"]
API = os.environ["HELSEID_API_URL"]
CALLS = int(os.environ["HELSEID_CALLS"])

# Timeout for connecting and for each read, and a limit for the whole run, because requests cannot limit a whole answer. In seconds.
TIMEOUT, TOTAL_LIMIT = 4, 20

jwk = json.loads(os.environ["HELSEID_CLIENT_JWK"])
key = jwt.PyJWK(jwk, "PS256").key
proof_key = ec.generate_private_key(ec.SECP256R1())
proof_jwk = jwt.algorithms.ECAlgorithm.to_jwk(proof_key.public_key(), as_dict=True)
session = requests.Session()
# The latest nonce of each server.
nonces = {}


class Refused(Exception):
    """HelseID or the API answered with an error."""


def assertion():
    now = int(time.time())
    claims = {"iss": CLIENT_ID, "sub": CLIENT_ID, "aud": ISSUER, "iat": now, "nbf": now, "exp": now + 10}
    headers = {"kid": jwk["kid"], "typ": "client-authentication+jwt"}
    return jwt.encode({**claims, "jti": str(uuid.uuid4())}, key, "PS256", headers)


def proof(method, url, token=None):
    claims = {"jti": str(uuid.uuid4()), "htm": method, "htu": url.split("?")[0], "iat": int(time.time())}
    nonce = nonces.get(url)
    if nonce is not None:
        claims["nonce"] = nonce
    if token is not None:
        digest = hashlib.sha256(token.encode()).digest()
        claims["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return jwt.encode(claims, proof_key, "ES256", {"typ": "dpop+jwt", "jwk": proof_jwk})


def challenged(url, send, is_challenge):
    """Retries once after a nonce challenge."""
    answer = send()
    retry = is_challenge(answer) and "DPoP-Nonce" in answer.headers
    if "DPoP-Nonce" in answer.headers:
        nonces[url] = answer.headers["DPoP-Nonce"]
    return send() if retry else answer


def read_metadata():
    metadata = session.get(ISSUER + "/.well-known/openid-configuration", timeout=TIMEOUT).json()
    if metadata["issuer"] != ISSUER:
        raise Refused(f"the metadata belongs to {metadata['issuer']}")
    return metadata


def error_of(answer):
    try:
        return answer.json().get("error")
    except (ValueError, AttributeError):
        return None


def ask_for_token(endpoint):
    form = {
        "client_id": CLIENT_ID,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "grant_type": "client_credentials",
        "scope": SCOPE,
    }

    def send():
        data = {**form, "client_assertion": assertion()}
        return session.post(endpoint, data=data, headers={"DPoP": proof("POST", endpoint)}, timeout=TIMEOUT)

    requested_at = time.time()
    answer = challenged(endpoint, send, lambda refusal: error_of(refusal) == "use_dpop_nonce")
    if answer.status_code != 200:
        raise Refused(f"HelseID answers {answer.status_code} {error_of(answer)}")
    body = answer.json()
    if body["token_type"].lower() != "dpop":
        raise Refused(f"the token is of the type {body['token_type']}")
    if "rejected_scope" in body:
        print(f"HelseID withholds {body['rejected_scope']}", file=sys.stderr)
    return body["access_token"], requested_at + body["expires_in"]


def call(token):
    def send():
        headers = {"Authorization": f"DPoP {token}", "DPoP": proof("GET", API, token)}
        return session.get(API, headers=headers, timeout=TIMEOUT)

    answer = challenged(API, send, lambda refusal: "use_dpop_nonce" in refusal.headers.get("WWW-Authenticate", ""))
    if answer.status_code != 200:
        raise Refused(f"the API answers {answer.status_code}")


def out_of_time(*_):
    raise Refused(f"not done within {TOTAL_LIMIT} s")


def main():
    signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(TOTAL_LIMIT)
    endpoint = read_metadata()["token_endpoint"]
    ends_at = 0
    for _ in range(CALLS):
        if time.time() >= ends_at:
            token, ends_at = ask_for_token(endpoint)
        call(token)


try:
    main()
except (Refused, requests.RequestException, KeyError, TypeError) as error:
    print(repr(error), file=sys.stderr)
    sys.exit(1)
