"""岗位廉政承诺: who has signed for which post, and who is asked to."""
