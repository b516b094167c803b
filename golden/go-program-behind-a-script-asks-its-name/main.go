package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/aws/aws-lambda-go/lambda"
)

type order struct {
	Name string `json:"name"`
}

func handle(ctx context.Context, o order) (string, error) {
	return "tea for " + o.Name + " of " + filepath.Base(os.Args[0]), nil
}

func main() {
	lambda.Start(handle)
}
