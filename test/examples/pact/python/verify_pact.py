"""Verifies an API through `helseid-mock pact proxy`, whose two addresses are in PROVIDER_URL and STATES_URL."""

import os
import sys
from pathlib import Path

from pact import Verifier

PACT = Path(__file__).parent.parent / "journal-portal-journal.json"


def main():
    verifier = (
        Verifier("journal")
        .add_transport(url=os.environ["PROVIDER_URL"])
        .state_handler(os.environ["STATES_URL"], body=True, teardown=True)
        .add_source(PACT)
    )
    try:
        verifier.verify()
    except RuntimeError:
        sys.exit(verifier.output(strip_ansi=True))
    print(verifier.output(strip_ansi=True))


if __name__ == "__main__":
    main()
