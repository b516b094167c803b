NAME = "development"
