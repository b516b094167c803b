package main

import (
	"context"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
)

func handle(ctx context.Context) (string, error) {
	text, err := os.ReadFile("greeting.txt")
	return string(text), err
}

func main() {
	lambda.Start(handle)
}
