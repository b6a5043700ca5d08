"""What the tool is measured against: the least that could do the same job."""
