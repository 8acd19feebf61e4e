"""The first schema: every noun, the journal, and what is reckoned from the facts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from trustcrm.store.tables.types import Exact

revision = "0001"
down_revision = None


def upgrade() -> None:
    _make_tables()
    if op.get_context().dialect.name == "sqlite":
        _guard_sqlite()
        _index_words_sqlite()
    else:
        _guard_postgresql()
        _index_words_postgresql()


def _make_tables() -> None:
    op.create_table(
        "act",
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("intensity", sa.Float(precision=53), nullable=False),
        sa.Column("weight", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("noun", "row_id", "giver_id", "receiver_id", name=op.f("act_pk")),
    )
    op.create_index("act_pair", "act", ["giver_id", "receiver_id", "day"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("importer", sa.String(), nullable=False),
        sa.Column("plugin", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("batch_pk")),
    )
    op.create_index("batch_digest", "batch", ["importer", "digest"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["reverses_id"], ["change.id"], name=op.f("change_reverses_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("change_pk")),
    )
    op.create_index("change_batch", "change", ["batch_id"], unique=False)
    op.create_index("change_reverses", "change", ["reverses_id"], unique=False)
    op.create_table(
        "colleague",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("colleague_pk")),
    )
    op.create_table(
        "day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("trust_factor", sa.Float(precision=53), nullable=False),
        sa.Column("goodwill_factor", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("day_pk")),
    )
    op.create_table(
        "folded_name",
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("folded", "noun", "row_id", name=op.f("folded_name_pk")),
    )
    op.create_index("folded_name_row", "folded_name", ["noun", "row_id"], unique=False)
    op.create_table(
        "kind",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("intensity", sa.Float(precision=53), nullable=False),
        sa.Column("cameo", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("plugin", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("kind_pk")),
        sa.UniqueConstraint("family", "name", name="kind_name"),
    )
    op.create_table(
        "origin",
        sa.Column("importer", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("importer", "key", name=op.f("origin_pk")),
    )
    op.create_index("origin_batch", "origin", ["batch_id"], unique=False)
    op.create_index("origin_row", "origin", ["noun", "row_id"], unique=False)
    op.create_table(
        "pair_sum",
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("sign_value", sa.Float(precision=53), nullable=False),
        sa.Column("sign_weight", sa.Float(precision=53), nullable=False),
        sa.Column("sign_plain_value", sa.Float(precision=53), nullable=False),
        sa.Column("sign_plain_weight", sa.Float(precision=53), nullable=False),
        sa.Column("intensity_value", sa.Float(precision=53), nullable=False),
        sa.Column("intensity_weight", sa.Float(precision=53), nullable=False),
        sa.Column("intensity_plain_value", sa.Float(precision=53), nullable=False),
        sa.Column("intensity_plain_weight", sa.Float(precision=53), nullable=False),
        sa.Column("goodwill", sa.Float(precision=53), nullable=False),
        sa.Column("ill_will", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("giver_id", "receiver_id", name=op.f("pair_sum_pk")),
    )
    op.create_table(
        "plugin_value",
        sa.Column("plugin", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("plugin", "key", name=op.f("plugin_value_pk")),
    )
    op.create_table(
        "search_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("search_text_pk")),
    )
    op.create_index("search_text_row", "search_text", ["noun", "row_id"], unique=True)
    op.create_table(
        "series",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("next_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("series_pk")),
    )
    op.create_table(
        "side",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("side_pk")),
    )
    op.create_table(
        "side_sum",
        sa.Column("side_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sign_out_num", sa.Float(precision=53), nullable=False),
        sa.Column("sign_out_den", sa.Float(precision=53), nullable=False),
        sa.Column("sign_in_num", sa.Float(precision=53), nullable=False),
        sa.Column("sign_in_den", sa.Float(precision=53), nullable=False),
        sa.Column("intensity_out_num", sa.Float(precision=53), nullable=False),
        sa.Column("intensity_out_den", sa.Float(precision=53), nullable=False),
        sa.Column("intensity_in_num", sa.Float(precision=53), nullable=False),
        sa.Column("intensity_in_den", sa.Float(precision=53), nullable=False),
        sa.Column("sign_plain_value", sa.Float(precision=53), nullable=False),
        sa.Column("sign_plain_weight", sa.Float(precision=53), nullable=False),
        sa.Column("intensity_plain_value", sa.Float(precision=53), nullable=False),
        sa.Column("intensity_plain_weight", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("side_id", name=op.f("side_sum_pk")),
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("about_noun", sa.String(), nullable=False),
        sa.Column("about_row", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("tag_pk")),
    )
    op.create_index("tag_about", "tag", ["about_noun", "about_row"], unique=False)
    op.create_index("tag_name", "tag", ["name"], unique=False)
    op.create_table(
        "window",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("window_pk")),
    )
    op.create_table(
        "batch_item",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("where", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("batch_item_batch_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("batch_item_pk")),
    )
    op.create_index("batch_item_place", "batch_item", ["batch_id", "position"], unique=True)
    op.create_table(
        "block",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["change.id"], name=op.f("block_change_id_fk"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("change_id", "position", name=op.f("block_pk")),
    )
    op.create_index("block_rows", "block", ["noun", "first_id", "last_id"], unique=False)
    op.create_table(
        "city",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("latitude", sa.Float(precision=53), nullable=True),
        sa.Column("longitude", sa.Float(precision=53), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("wikidata", sa.String(), nullable=True),
        sa.Column("geonames", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["side.id"], name=op.f("city_id_fk")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["city.id"], name=op.f("city_merged_into_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("city_pk")),
    )
    op.create_index("city_geonames", "city", ["geonames"], unique=False)
    op.create_index("city_wikidata", "city", ["wikidata"], unique=False)
    op.create_table(
        "contribution",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("carried_by", sa.String(), nullable=False),
        sa.Column("value", Exact(), nullable=True),
        sa.Column("value_currency", sa.String(), nullable=True),
        sa.Column("value_method", sa.String(), nullable=True),
        sa.Column("value_on", sa.Date(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("confidentiality", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["giver_id"], ["side.id"], name=op.f("contribution_giver_id_fk")),
        sa.ForeignKeyConstraint(["receiver_id"], ["side.id"], name=op.f("contribution_receiver_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("contribution_pk")),
    )
    op.create_index("contribution_giver", "contribution", ["giver_id"], unique=False)
    op.create_index("contribution_receiver", "contribution", ["receiver_id"], unique=False)
    op.create_table(
        "interaction",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("tone", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("confidentiality", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["giver_id"], ["side.id"], name=op.f("interaction_giver_id_fk")),
        sa.ForeignKeyConstraint(["receiver_id"], ["side.id"], name=op.f("interaction_receiver_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("interaction_pk")),
    )
    op.create_index("interaction_on", "interaction", ["on", "id"], unique=False)
    op.create_index("interaction_pair", "interaction", ["giver_id", "receiver_id", "on", "id"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("about_noun", sa.String(), nullable=False),
        sa.Column("about_row", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("confidentiality", sa.String(), nullable=False),
        sa.Column("colleague_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["colleague_id"], ["colleague.id"], name=op.f("note_colleague_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("note_pk")),
    )
    op.create_index("note_about", "note", ["about_noun", "about_row"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("side_id", sa.Integer(), nullable=True),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("emails", sa.JSON(), nullable=False),
        sa.Column("phones", sa.JSON(), nullable=False),
        sa.Column("died_on", sa.Date(), nullable=True),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["merged_into_id"], ["person.id"], name=op.f("person_merged_into_id_fk")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("person_side_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("person_pk")),
    )
    op.create_index("person_side", "person", ["side_id"], unique=False)
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("side_id", sa.Integer(), nullable=False),
        sa.Column("honorary", sa.Boolean(), nullable=False),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("national_day", sa.String(), nullable=True),
        sa.Column("precedence", sa.Integer(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("post_side_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("post_pk")),
    )
    op.create_index("post_side", "post", ["side_id"], unique=False)
    op.create_table(
        "tie",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("cadence_days", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["one_id"], ["side.id"], name=op.f("tie_one_id_fk")),
        sa.ForeignKeyConstraint(["other_id"], ["side.id"], name=op.f("tie_other_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("tie_pk")),
    )
    op.create_index("tie_one", "tie", ["one_id"], unique=False)
    op.create_index("tie_other", "tie", ["other_id"], unique=False)
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("tie_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("notice_on", sa.Date(), nullable=True),
        sa.Column("renews_id", sa.Integer(), nullable=True),
        sa.Column("signatories", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["renews_id"], ["agreement.id"], name=op.f("agreement_renews_id_fk")),
        sa.ForeignKeyConstraint(["tie_id"], ["tie.id"], name=op.f("agreement_tie_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("agreement_pk")),
    )
    op.create_index("agreement_tie", "agreement", ["tie_id"], unique=False)
    op.create_table(
        "custody",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tie_id", sa.Integer(), nullable=False),
        sa.Column("colleague_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["colleague_id"], ["colleague.id"], name=op.f("custody_colleague_id_fk")),
        sa.ForeignKeyConstraint(["tie_id"], ["tie.id"], name=op.f("custody_tie_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("custody_pk")),
    )
    op.create_index("custody_tie", "custody", ["tie_id"], unique=False)
    op.create_table(
        "engagement",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("side_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("uid", sa.String(), nullable=True),
        sa.Column("interaction_id", sa.Integer(), nullable=True),
        sa.Column("confidentiality", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name=op.f("engagement_interaction_id_fk")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("engagement_side_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("engagement_pk")),
    )
    op.create_index("engagement_side", "engagement", ["side_id"], unique=False)
    op.create_index("engagement_starts", "engagement", ["starts_on"], unique=False)
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("side_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("colleague_id", sa.Integer(), nullable=True),
        sa.Column("interaction_id", sa.Integer(), nullable=True),
        sa.Column("contribution_id", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["colleague_id"], ["colleague.id"], name=op.f("follow_up_colleague_id_fk")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("follow_up_contribution_id_fk")),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name=op.f("follow_up_interaction_id_fk")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("follow_up_person_id_fk")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("follow_up_side_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("follow_up_pk")),
    )
    op.create_index("follow_up_due", "follow_up", ["due_on"], unique=False)
    op.create_index("follow_up_side", "follow_up", ["side_id"], unique=False)
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("cadence_days", sa.Integer(), nullable=False),
        sa.Column("pinned_day", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["home_id"], ["city.id"], name=op.f("office_home_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("office_pk")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("emails", sa.JSON(), nullable=False),
        sa.Column("wikidata", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("organisation_city_id_fk")),
        sa.ForeignKeyConstraint(["id"], ["side.id"], name=op.f("organisation_id_fk")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["organisation.id"], name=op.f("organisation_merged_into_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("organisation_pk")),
    )
    op.create_index("organisation_wikidata", "organisation", ["wikidata"], unique=False)
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("interaction_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("side_id", sa.Integer(), nullable=True),
        sa.Column("colleague_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["colleague_id"], ["colleague.id"], name=op.f("participant_colleague_id_fk")),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name=op.f("participant_interaction_id_fk")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("participant_person_id_fk")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("participant_side_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("participant_pk")),
    )
    op.create_index("participant_interaction", "participant", ["interaction_id"], unique=False)
    op.create_index("participant_person", "participant", ["person_id"], unique=False)
    op.create_index("participant_side", "participant", ["side_id"], unique=False)
    op.create_table(
        "signal",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("interaction_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("confidentiality", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["giver_id"], ["side.id"], name=op.f("signal_giver_id_fk")),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name=op.f("signal_interaction_id_fk")),
        sa.ForeignKeyConstraint(["receiver_id"], ["side.id"], name=op.f("signal_receiver_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("signal_pk")),
    )
    op.create_index("signal_pair", "signal", ["giver_id", "receiver_id", "on"], unique=False)
    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("quantity", Exact(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("interaction_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("step_contribution_id_fk")),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name=op.f("step_interaction_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("step_pk")),
    )
    op.create_index("step_contribution", "step", ["contribution_id"], unique=False)
    op.create_table(
        "tenure",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("tenure_person_id_fk")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("tenure_post_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("tenure_pk")),
    )
    op.create_index("tenure_person", "tenure", ["person_id"], unique=False)
    op.create_index("tenure_post", "tenure", ["post_id"], unique=False)
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("side_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("seat_engagement_id_fk")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("seat_person_id_fk")),
        sa.ForeignKeyConstraint(["side_id"], ["side.id"], name=op.f("seat_side_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("seat_pk")),
    )
    op.create_index("seat_engagement", "seat", ["engagement_id"], unique=False)


def _guard_sqlite() -> None:
    for table in ("change", "block"):
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
            )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
    )
    for table in ("change", "block"):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()"
        )


def _index_words_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5("
        "words, content='search_text', content_rowid='id', prefix='2 3', tokenize='unicode61', detail='column')"
    )


def _index_words_postgresql() -> None:
    op.execute("CREATE INDEX search_text_words ON search_text USING gin (to_tsvector('simple', words))")
