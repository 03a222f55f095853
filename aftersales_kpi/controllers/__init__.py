from . import grading
from . import ticket_close
