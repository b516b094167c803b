def gross(net):
    return round(net * 1.2, 2)
