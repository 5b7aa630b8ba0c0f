"""What is counted while the bot serves, for Prometheus: never who asked, or what."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

QUERIES = Counter("lookalike_queries", "Answers that were given", ["platform", "kind", "confidence"])
ANSWER_SECONDS = Histogram(
    "lookalike_answer_seconds",
    "From a shopper's event to its answer, the queue included",
    buckets=(0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 5, 10, 30),
)
VERDICTS = Counter("lookalike_verdicts", "Verdicts that were given, not those that were taken back", ["verdict"])
FRONT_END = Gauge("lookalike_front_end_connected", "1 while the front end can be used", ["front_end"])
PRODUCTS = Gauge("lookalike_index_products", "Products that are served; 0 without an index")
RECOMMENDERS = Gauge("lookalike_recommender_processes", "Recommender processes that can answer; 0: it is in the bot's")
RECOMMENDERS_LOST = Counter("lookalike_recommender_processes_lost", "Those that ended and were replaced")
INDEX_AGE = Gauge("lookalike_index_age_seconds", "Since the index that serves was put in place")
