"""Puts the add-on's folder on the path: ``sampling`` is imported without Odoo."""

import sys
from pathlib import Path

from hypothesis import settings

# Last on the path: other folders of the add-on must not hide anybody's modules.
sys.path.append(str(Path(__file__).parents[2] / "aftersales_kpi_survey"))

settings.register_profile("sampling", max_examples=60, deadline=None, database=None)
settings.load_profile("sampling")
