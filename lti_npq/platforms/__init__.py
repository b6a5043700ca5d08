"""The door to LMSs: logins, launches, keys, service tokens and the gradebook. Foreign words stop here."""
