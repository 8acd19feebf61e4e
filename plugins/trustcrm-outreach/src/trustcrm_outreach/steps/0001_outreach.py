"""Audiences, notices with their versions and texts, who was told what, who will not be told, rules, and questions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _notices()
    _ledger()
    _rules_and_questions()


def _own(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"plugin_outreach_{table}.id", ondelete="CASCADE")


def _notices() -> None:
    op.create_table(
        "plugin_outreach_audience",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
    )
    op.create_table(
        "plugin_outreach_notice",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("audience_id", sa.Integer(), _own("audience"), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
    )
    op.create_index("plugin_outreach_notice_audience", "plugin_outreach_notice", ["audience_id"])
    op.create_table(
        "plugin_outreach_edition",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("notice_id", sa.Integer(), _own("notice"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.Column("released_by", sa.String(), nullable=False),
    )
    op.create_index("plugin_outreach_edition_number", "plugin_outreach_edition", ["notice_id", "number"], unique=True)
    op.create_table(
        "plugin_outreach_text",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("version_id", sa.Integer(), _own("edition"), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
    )
    op.create_index("plugin_outreach_text_of", "plugin_outreach_text", ["version_id", "language"], unique=True)


def _ledger() -> None:
    op.create_table(
        "plugin_outreach_delivery",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("version_id", sa.Integer(), _own("edition"), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.Column("began_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("bounced_at", sa.DateTime(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(), nullable=True),
        sa.Column(
            "interaction_id", sa.BigInteger(), sa.ForeignKey("interaction.id", ondelete="SET NULL"), nullable=True
        ),
    )
    op.create_index("plugin_outreach_delivery_version", "plugin_outreach_delivery", ["version_id"])
    op.create_index("plugin_outreach_delivery_interaction", "plugin_outreach_delivery", ["interaction_id"])
    op.create_table(
        "plugin_outreach_member",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("version_id", sa.Integer(), _own("edition"), nullable=False),
        sa.Column("delivery_id", sa.Integer(), _own("delivery"), nullable=True),
        sa.Column("about_noun", sa.String(), nullable=False),
        sa.Column("about_row", sa.BigInteger(), nullable=False),
        sa.Column("side", sa.BigInteger(), nullable=False),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
    )
    op.create_index("plugin_outreach_member_version", "plugin_outreach_member", ["version_id"])
    op.create_index("plugin_outreach_member_delivery", "plugin_outreach_member", ["delivery_id"])
    op.create_index("plugin_outreach_member_about", "plugin_outreach_member", ["about_noun", "about_row"])
    op.create_table(
        "plugin_outreach_opt_out",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
    )


def _rules_and_questions() -> None:
    op.create_table(
        "plugin_outreach_rule",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
    )
    op.create_index("plugin_outreach_rule_topic", "plugin_outreach_rule", ["topic"])
    op.create_table(
        "plugin_outreach_question",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("notice_id", sa.Integer(), _own("notice"), nullable=True),
        sa.Column(
            "interaction_id", sa.BigInteger(), sa.ForeignKey("interaction.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("follow_up_id", sa.BigInteger(), sa.ForeignKey("follow_up.id", ondelete="CASCADE"), nullable=False),
        sa.Column("answer_id", sa.BigInteger(), sa.ForeignKey("interaction.id", ondelete="SET NULL"), nullable=True),
    )
    for column in ("interaction_id", "follow_up_id", "answer_id", "notice_id"):
        op.create_index(f"plugin_outreach_question_{column}", "plugin_outreach_question", [column])
