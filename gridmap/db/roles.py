"""The database roles, one pool each.

The owner only migrates. The two serving roles never see each other's schema; the job roles write for the whole city
within their own context.
"""

from __future__ import annotations

from enum import StrEnum


class DbRole(StrEnum):
    """Login roles of the database, named as PostgreSQL knows them."""

    OWNER = "gridmap_owner"
    SERVICE = "gridmap_service"
    REGISTER = "gridmap_register"
    SERVICE_JOB = "gridmap_service_job"
    REGISTER_JOB = "gridmap_register_job"
    GRIDS_JOB = "gridmap_grids_job"
    PUBLIC = "gridmap_public"


SUPERUSER = "gridmap_admin"
