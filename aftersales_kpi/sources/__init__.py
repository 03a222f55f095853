from . import landing, rating, sla, ticket
