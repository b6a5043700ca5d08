"""The people who look after the installation: how they join, sign in, and what they may see."""
