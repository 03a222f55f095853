from . import accuracy, cost, landing, parts, process, rating, revised, sla, ticket
