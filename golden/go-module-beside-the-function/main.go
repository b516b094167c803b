package main

import (
	"context"

	"example.com/words"
	"github.com/aws/aws-lambda-go/lambda"
)

type order struct {
	Name string `json:"name"`
}

func handle(ctx context.Context, o order) (string, error) {
	return words.For(o.Name), nil
}

func main() {
	lambda.Start(handle)
}
