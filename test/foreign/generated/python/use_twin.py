"""Works with a twin through a client that openapi-python-client generated, and prints what it saw as JSON."""

import datetime
import json
import os
import sys

from control_plane_of_helseid_mock_client import Client
from control_plane_of_helseid_mock_client.api.clients import get_client, register_client
from control_plane_of_helseid_mock_client.api.clock import move_clock
from control_plane_of_helseid_mock_client.api.requests import get_raw_request, get_request, list_requests
from control_plane_of_helseid_mock_client.api.scenarios import use_scenario
from control_plane_of_helseid_mock_client.models import (
    ClientRegistration,
    ClockAdvance,
    ClockMove,
    Jwk,
    JwkSet,
    ScenarioName,
    ScenarioUse,
    StsOrEnvironment,
)

# This generator does not take the address from the document.
client = Client(base_url=sys.argv[1])
seen = {}

key = Jwk(kty="EC", crv="P-256", x=os.environ["KEY_X"], y=os.environ["KEY_Y"])
key["vendor"] = "generated"
registration = ClientRegistration(
    client_id="generated",
    scopes=["nhn:one/api"],
    sts=[StsOrEnvironment.TEST],
    jwks=JwkSet(keys=[key]),
)
seen["registered"] = register_client.sync(client=client, body=registration).client_id
registered = get_client.sync("generated", client=client)
seen["sts"] = registered.sts[0].value
seen["enabledIsUnset"] = not registered.enabled
seen["vendor"] = registered.jwks.keys[0]["vendor"]

request = list_requests.sync(client=client, sts=StsOrEnvironment.TEST, count=1, wait=5.0).requests[0]
seen["at"] = request.at
seen["rules"] = len(get_request.sync(request.id, client=client).verdict.rules) > 100
seen["raw"] = get_raw_request.sync(request.id, client=client).splitlines()[0]

use = ScenarioUse.from_dict({"name": ScenarioName.SLOW_ANSWER.value, "times": 2, "parameters": {"seconds": 0}})
seen["inUse"] = use_scenario.sync(client=client, body=use).in_use[0].sequence

start = datetime.datetime(2027, 1, 1, tzinfo=datetime.timezone.utc)
move_clock.sync(client=client, body=ClockMove(set_=start, freeze=True))
now = move_clock.sync(client=client, body=ClockMove(advance=ClockAdvance(days=1))).now
seen["now"] = now.strftime("%Y-%m-%dT%H:%M:%SZ")

seen["unknown"] = get_client.sync_detailed("none", client=client).status_code.value
print(json.dumps(seen))
