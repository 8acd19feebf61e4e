"""The tables that plugins bring: made by steps of their own, apart from core's, and carried wherever an office goes.

A plugin's tables are called `plugin_NAME_…`, and `plugin_NAME_version` tells the step they stand at. They may point at
core's rows; core knows nothing of them, so whatever a plugin leaves behind can be read, exported, restored and dropped
without it.
"""
