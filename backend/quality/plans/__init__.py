"""The same for the measures of a plan: does each say who does what, and when?"""
