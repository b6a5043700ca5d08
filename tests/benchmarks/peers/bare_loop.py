"""`python -m tests.benchmarks.peers.bare_loop ENDPOINT COUNT`: post batches that are encoded already, nothing else."""

import json
import sys
import time

import urllib3

from tests.owing import statement
from xapi.encoding import batch, canonical

_HEADERS = {
    "Authorization": "Basic a2V5OnNlY3JldA==",
    "Content-Type": "application/json",
    "X-Experience-API-Version": "1.0.3",
}


def main(endpoint: str, count: str) -> None:
    bodies = [canonical(statement(number)) for number in range(int(count))]
    batches = [batch(bodies[at : at + 100]) for at in range(0, len(bodies), 100)]
    http = urllib3.PoolManager(retries=False)
    cpu, wall = time.process_time(), time.perf_counter()
    for each in batches:
        answer = http.request("POST", f"{endpoint}/statements", body=each, headers=_HEADERS)
        assert answer.status in {200, 204}, answer.status
    sys.stdout.write(
        json.dumps({"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "delivered": len(bodies)})
        + "\n"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
