"""Tests of 检查评估考核."""
