package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"
)

type order struct {
	Name string `json:"name"`
}

func handle(ctx context.Context, o order) (string, error) {
	return "tea for " + o.Name, nil
}

func main() {
	lambda.Start(handle)
}
