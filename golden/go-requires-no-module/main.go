package main

import (
	"net/http"
	"os"
)

// The runtime API, without the library.
func main() {
	http.Get("http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/next")
}
