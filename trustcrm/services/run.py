"""One run of a plugin, a sync say, whose deeds are kept as one batch, so that the whole of it can be taken back."""

from __future__ import annotations

from trustcrm.clock import Clock
from trustcrm.store.batches import count_on, keep_batch
from trustcrm.store.writing import Writer


def run_of(plugin: str) -> str:
    """Return what stands as the importer of a batch that a plugin's run is."""
    return f"plugin:{plugin}"


class Run:
    """Puts each change of a run under one batch, begun by the first that wrote anything and counted with each.

    The batch and its counts are written in the transaction of the change itself: whenever the run ends, and however,
    what it did so far is told and can be taken back.
    """

    def __init__(self, plugin: str, source: str) -> None:
        self._plugin = plugin
        self._source = source
        self._taken = 0
        self._wrote = False
        self.number: int | None = None
        """The batch, None until something was written."""

    def enter(self, writer: Writer) -> None:
        """Put a change that begins under the batch."""
        self._taken = self.number or writer.series.take("batch")
        self._wrote = False
        writer.in_batch(self._taken)

    def count(self, writer: Writer, clock: Clock) -> None:
        """Write down what each change of a transaction did, before that ends; one that wrote nothing does not count."""
        writer.flush()
        told = list(writer.committed)
        changes = {one.change for one in told} | ({writer.change.id} if writer.change.blocks else set())
        self._wrote = bool(changes)
        if not changes:
            return
        created = sum(len(one.rows) for one in told if one.operation == "added")
        corrected = sum(len(one.rows) for one in told if one.operation == "changed")
        if self.number is None:
            batch = {
                "id": self._taken, "importer": run_of(self._plugin), "plugin": self._plugin,
                "source": self._source, "digest": "", "at": clock.now().isoformat(),
                "actor": writer.signature.actor, "read": 0, "created": 0, "corrected": 0, "same": 0, "waiting": 0,
                "rejected": 0,
            }  # fmt: skip
            keep_batch(writer.connection, writer.series, batch, ())
        count_on(writer.connection, self._taken, read=len(changes), created=created, corrected=corrected)

    def committed(self) -> None:
        """Keep to the number, now that it is taken for good; a change that wrote nothing took none."""
        if self._wrote:
            self.number = self._taken
