"""The headings of the evidence in Welsh. The general ones get the Welsh of the words with which they began, where nobody has changed them.

Revision: 0182
Follows: 0181
"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0182"
down_revision = "0181"
branch_labels = None
depends_on = None

# by code: the English title with which it began (migration 0005), its Welsh, and the Welsh of what is meant
WELSH = {
    "community_links": (
        "Links with the community",
        "Cysylltiadau â’r gymuned",
        "Pwy o gwmpas eich ysgolion sy’n cymryd rhan: teuluoedd, siopau, grwpiau ffydd, clybiau, amgueddfa. Dywedwch beth maent yn ei wneud gyda chi.",
    ),
    "diaspora_links": (
        "Links with people who have family elsewhere",
        "Cysylltiadau â phobl sydd â theulu mewn mannau eraill",
        "Teuluoedd neu grwpiau yn agos atoch sydd â chysylltiad â gwlad y partner, a’r hyn maent yn ei gynnig. Os ychydig o’ch disgyblion sydd â chysylltiadau "
        "teuluol tramor, dywedwch mewn geiriau sut y byddwch yn cyrraedd grwpiau o’r fath. Peidiwch â rhoi ffigurau am darddiad neb.",
    ),
    "mutual_relationships": (
        "Strong relationships from which both sides gain",
        "Perthnasoedd cryf y mae’r ddwy ochr yn elwa ohonynt",
        "Beth mae’r ysgolion eisoes yn ei wneud dros ei gilydd, neu sut y byddwch yn meithrin hynny ac erbyn pryd.",
    ),
    "intention_to_link": (
        "The intention to link, and the means",
        "Y bwriad i gysylltu, a’r modd",
        "Dau beth: eich bod am gysylltu â phartner, a sut y byddwch yn gwneud y cyswllt yn hysbys ac yn ei gadw i fynd.",
    ),
    "flexibility": (
        "Flexible when things go wrong",
        "Hyblyg pan aiff pethau o chwith",
        "Anhawster a ddatryswyd gan eich ysgolion gyda’i gilydd, neu adeg pan safodd un yn lle un arall.",
    ),
    "simple_ict": (
        "Simple ways to keep in touch",
        "Ffyrdd syml o gadw mewn cysylltiad",
        "Beth y gall pob ysgol ei ddefnyddio ar ddiwrnod cyffredin: post, ffôn, cyfrifiadur a rennir. Mae syml yn dda; nid oes angen offer newydd.",
    ),
    "whole_school_support": (
        "The whole school stands behind it",
        "Mae’r ysgol gyfan y tu ôl iddo",
        "Beth sy’n dangos bod hyn yn fwy nag un athro: y pennaeth, y llywodraethwyr, cydweithwyr, amser yn yr amserlen.",
    ),
    "local_support": (
        "Support from the authority or another local body",
        "Cefnogaeth gan yr awdurdod neu gorff lleol arall",
        "Llythyr cefnogaeth gan yr awdurdod lleol, amgueddfa, canolfan addysg ddatblygu neu gorff arall. "
        "Os nad yw eich awdurdod ar gael, dywedwch hynny: mae hwnnw’n ateb cyflawn.",
    ),
    "mentoring": (
        "Schools that help one another along",
        "Ysgolion sy’n helpu ei gilydd ymlaen",
        "Pwy sydd â phrofiad a phwy sy’n dysgu ohono, a pha mor aml maent yn cwrdd.",
    ),
}


def _mark(english: str) -> str:
    return hashlib.sha256(english.encode()).hexdigest()[:16]


def upgrade() -> None:
    with op.batch_alter_table("evidence_heading") as table:
        table.add_column(sa.Column("in_welsh", sa.JSON(), nullable=False, server_default="{}"))
    heading = sa.table(
        "evidence_heading",
        sa.column("id", sa.Uuid()),
        sa.column("code", sa.String()),
        sa.column("title", sa.String()),
        sa.column("guidance", sa.Text()),
        sa.column("in_welsh", sa.JSON()),
        sa.column("version", sa.Integer()),
    )
    bind = op.get_bind()
    there = sa.select(heading.c.id, heading.c.code, heading.c.title, heading.c.guidance, heading.c.version)
    for heading_id, code, title, guidance, version in bind.execute(there).all():
        english, welsh_title, welsh_guidance = WELSH.get(code, ("", "", ""))
        if title != english or version != 1:  # somebody wrote other words
            continue
        given = {
            "title": {"words": welsh_title, "of": _mark(title)},
            "guidance": {"words": welsh_guidance, "of": _mark(guidance)},
        }
        bind.execute(sa.update(heading).where(heading.c.id == heading_id).values(in_welsh=given))


def downgrade() -> None:
    with op.batch_alter_table("evidence_heading") as table:
        table.drop_column("in_welsh")
