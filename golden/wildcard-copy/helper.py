SCHEMA = "data/event.json"
