"""审核后改变的等级: levels that are others now than when their sheet was approved."""
