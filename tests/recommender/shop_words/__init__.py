"""Tests of recommender.shop_words."""
