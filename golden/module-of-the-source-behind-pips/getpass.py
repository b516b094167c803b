def team(user):
    return user.partition("-")[0]
