"""The register's collections. Views are for planner, data-protection officer and auditor."""

from __future__ import annotations

from gridmap.db.roles import DbRole
from gridmap.db.serving import Layer

LAYERS = {
    "cameras": Layer("cameras", "register", DbRole.REGISTER),
    "views": Layer("views", "register", DbRole.REGISTER, guarded="views"),
    "coverage": Layer("coverage", "register", DbRole.REGISTER),
}
