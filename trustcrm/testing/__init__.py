"""The conformance kit: what a plugin's author subclasses to learn of every mistake before any user does.

Installing trustcrm brings it to pytest by itself. It imports pytest and what plugins import, and nothing heavier until
a test needs an office.
"""

from trustcrm.testing.calendars import CalendarConformance
from trustcrm.testing.documents import PanelConformance, ReportConformance
from trustcrm.testing.exporters import ExporterConformance
from trustcrm.testing.gazetteers import GazetteerConformance
from trustcrm.testing.importers import ImporterConformance
from trustcrm.testing.notifiers import NotifierConformance
from trustcrm.testing.packages import PluginConformance
from trustcrm.testing.trust_models import TrustModelConformance

__all__ = [
    "CalendarConformance",
    "ExporterConformance",
    "GazetteerConformance",
    "ImporterConformance",
    "NotifierConformance",
    "PanelConformance",
    "PluginConformance",
    "ReportConformance",
    "TrustModelConformance",
]
