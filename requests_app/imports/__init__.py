"""Past requests of another system, read from a file into our own tables (manage.py import_requests)."""
