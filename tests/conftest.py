"""What all tests share: hypothesis repeats itself, so that a failure seen once is seen again; no journal grows beside the examples."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("ci", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
settings.load_profile("ci")
os.environ.setdefault("PEERBENCH_NO_JOURNAL", "1")
