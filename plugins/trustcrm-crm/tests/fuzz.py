"""Try the readers on octets that atheris makes up, led by what they reach: run by hand, for as long as it is told.

    cd plugins/trustcrm-crm
    uv run --with atheris python tests/fuzz.py FOUND tests/samples/civicrm -max_total_time=60

FOUND is an empty folder; what leads further is added there. The first octet chooses what the others stand below.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

from trustcrm.plugin import Draft, PluginContext, Source, UnreadableSource

with atheris.instrument_imports(include=["trustcrm_crm", "trustcrm_table", "ijson"]):
    from trustcrm_crm.civicrm import civicrm
    from trustcrm_crm.espocrm import espocrm
    from trustcrm_crm.hubspot import hubspot
    from trustcrm_crm.monica import MonicaImporter

CONTEXT = PluginContext(name="crm")
BEGUN = (
    (civicrm, b"Contact ID,Contact Type,First Name,Organization Name,Current Employer,Job Title,Deceased Date\n"),
    (civicrm, b"Activity ID,Activity Type,Activity Date,Activity Status,Current Employer,Duration,Details\n1,Meeting,"),
    (espocrm, b"id;firstName;lastName;accountId;accountName;title\n1;"),
    (espocrm, b"id,name,status,dateStart,dateStartDate,dateEnd,contactsNames,parentType,parentName\n1,Fair,Held,"),
    (hubspot, b"Record ID,Activity date,Note body,Associated Contact,Associated Company\n1,2025-02-12 14:05,"),
    (hubspot, b"Record ID,Meeting name,Meeting start time,Meeting end time,Meeting outcome\n1,Fair,2025-02-12 14:05,"),
    (MonicaImporter, b'{"version":"1","app_version":"4","account":{"data":[{"type":"contact","values":[{"uuid":"c",'),
    (MonicaImporter, b'{"version":"1","app_version":"4","account":{"data":[{"type":"activity","values":[{"uuid":"a",'),
)
SETTINGS = {"home": "Homeville, US", "with": "Nagoya, JP", "kind": "meeting", "time-zone": "Asia/Tokyo"}
FILE = Path(tempfile.mkdtemp()) / "made-up"


def read(octets: bytes) -> None:
    """Read octets as an export: whatever they are, nothing is raised, and what is told keeps to its contract."""
    importer, begun = BEGUN[octets[0] % len(BEGUN) if octets else 0]
    FILE.write_bytes(begun + octets[1:])
    keys, pieces = [], 0
    try:
        for piece in importer(CONTEXT).read(Source(path=FILE, options=SETTINGS)):
            pieces += 1
            assert piece.where
            if isinstance(piece, Draft):
                keys.append(piece.key)
            else:
                assert 0 < len(piece.reason) < 500
                assert "\n" not in piece.reason
    except UnreadableSource:  # what has many zeros is taken for UTF-16, in which these are no headings
        assert not pieces
    assert len(keys) == len(set(keys))


if __name__ == "__main__":
    warnings.simplefilter("error")
    atheris.Setup([*sys.argv, "-timeout=20", "-max_len=4000"], read)
    atheris.Fuzz()
