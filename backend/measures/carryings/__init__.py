"""Measures of an earlier plan that go on in this one."""
