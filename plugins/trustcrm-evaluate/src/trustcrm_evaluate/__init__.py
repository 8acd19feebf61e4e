"""TrustCRM plugin: how well a trust model foretells the next act, and how it holds out against those who mean to fool it."""
