"""What the product knows of NPQs, in plain Python: no web, no database, no XML."""
