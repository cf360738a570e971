"""The tables of the regulation's versions."""

from shouwen.capabilities.regulations.models.codes import Code
from shouwen.capabilities.regulations.models.versions import RegulationVersion, Remark

__all__ = ["Code", "RegulationVersion", "Remark"]
