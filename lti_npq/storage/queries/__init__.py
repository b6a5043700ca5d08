"""Reading, by subject: one function per question that a service asks of the database."""
