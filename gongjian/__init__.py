"""gongjian (攻坚): the reform programme of a city, every figure a query."""
