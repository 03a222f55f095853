"""Drawing samples and judging what they say: standard library only (R40).

    units = [Unit(17, "anna"), Unit(23, "ben"), …]
    chosen = draw(units, Stratified(size=60, minimum=5), seed="2026-10")

The same frame, design and seed give the same sample, in whatever order the frame
comes, so that everybody can see afterwards that nobody chose who is asked.
"""

from .allocation import allocate
from .designs import All, Fixed, Random, Stratified
from .draw import Unit, draw
from .estimate import (
    Estimate,
    estimate_mean,
    estimate_share,
    estimate_stratified_mean,
    size_for_margin,
)
