"""P36: no telemetry. Starting, finding and listing plugins opens no socket and starts no program."""

from __future__ import annotations

import subprocess
import sys

START = """
import sys

def refuse(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "urllib.")):
        raise SystemExit(f"{event} {arguments}")

sys.addaudithook(refuse)

from trustcrm.hooks.host import Host

print(len(Host().roster()) >= 0)
"""


def test_p36_starting_with_every_installed_plugin_opens_no_socket() -> None:
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr
    assert "socket." not in done.stderr


def test_p36_the_refusal_itself_works() -> None:
    code = START + "\nimport socket\nsocket.socket()\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "socket.__new__" in done.stderr
