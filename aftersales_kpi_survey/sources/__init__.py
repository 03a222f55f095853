from . import answers, eligibility, population
