"""The database: models, queries and migrations, on SQLite or PostgreSQL by one URL."""
