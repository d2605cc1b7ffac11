"""签收与阅读: which departments signed for a notice, which people opened it."""
