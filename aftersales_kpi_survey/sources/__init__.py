from . import answers, eligibility
