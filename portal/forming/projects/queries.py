"""Finding projects."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.projects.models import Project, ProjectSchool, ProjectStatus


def _whole() -> list[Any]:
    return [joinedload(Project.school), selectinload(Project.schools).joinedload(ProjectSchool.school)]


def get_project(project_id: uuid.UUID) -> Project:
    """A project with its schools. Raises NotFound."""
    query = sa.select(Project).where(Project.id == project_id).options(*_whole())
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def page_of_projects(after: str | None = None) -> Page[Project]:
    """The projects that can be joined, the newest first."""
    query = sa.select(Project).where(Project.status == ProjectStatus.OPEN).options(*_whole())
    return page_by_key(query, Project.id, after=after, newest_first=True)
