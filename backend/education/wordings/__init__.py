"""承诺书文本: wordings of the pledge, each published once and never changed."""
