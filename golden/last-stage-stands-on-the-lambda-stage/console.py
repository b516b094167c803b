print("call(event) asks the function")
