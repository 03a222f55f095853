from . import alarm, answers, eligibility, population
