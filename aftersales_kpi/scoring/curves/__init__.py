"""Curves: how the value of an indicator becomes points (section C of the client)."""

from .bands import Band, Bands
from .base import Award, Curve, Step
from .deduction import Deduction
from .levels import Level, Levels
from .linear import Linear
from .target_ratio import TargetRatio

__all__ = [
    "Award",
    "Band",
    "Bands",
    "Curve",
    "Deduction",
    "Level",
    "Levels",
    "Linear",
    "Step",
    "TargetRatio",
]
