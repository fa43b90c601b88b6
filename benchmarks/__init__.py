"""How quick it is: `make bench` measures the production server on a city with 100,000 requests, and what Postgres could do at most."""
