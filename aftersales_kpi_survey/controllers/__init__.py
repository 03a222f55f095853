from . import invitation
from . import survey
