import ctypes

import tabulate


def handler(event, context):
    return tabulate.tabulate([[ctypes.sizeof(ctypes.c_long)]])
