"""清权确权: powers (附件一) and the steps of their flows."""
