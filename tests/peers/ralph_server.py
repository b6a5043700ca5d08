"""Ralph's statement store on files, for tests: PYTHON ralph_server.py FOLDER PORT, with the Python that has Ralph.

Its file backend makes a new file for every write unless it is told before the application is imported to append, and so
fails from the second one on.
"""

import json
import os
import sys
from pathlib import Path

folder, port = Path(sys.argv[1]).resolve(), int(sys.argv[2])
os.environ |= {
    "RALPH_APP_DIR": str(folder),
    "RALPH_AUTH_FILE": str(folder / "auth.json"),
    "RALPH_RUNSERVER_BACKEND": "fs",
    "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(folder),
}

import bcrypt  # noqa: E402
import uvicorn  # noqa: E402
from ralph.backends.data.base import BaseOperationType  # noqa: E402
from ralph.backends.lrs.fs import FSLRSBackend  # noqa: E402

FSLRSBackend.default_operation_type = BaseOperationType.APPEND
tester = {
    "agent": {"mbox": "mailto:tester@example.org"},
    "scopes": ["all"],
    "hash": bcrypt.hashpw(b"secret", bcrypt.gensalt(4)).decode(),
    "username": "key",
}
(folder / "auth.json").write_text(json.dumps([tester]))
uvicorn.run("ralph.api:app", host="127.0.0.1", port=port, log_level="warning", access_log=False)
