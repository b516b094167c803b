from tabulate import tabulate


def handler(event, context):
    return tabulate(event["tides"], headers=["port", "high water"])
