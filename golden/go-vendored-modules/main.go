package main

import (
	"context"

	"example.com/words"
	"github.com/aws/aws-lambda-go/lambda"
)

type request struct {
	Name string `json:"name"`
}

func handle(ctx context.Context, event request) (map[string]string, error) {
	return map[string]string{"hello": words.Loud(event.Name)}, nil
}

func main() {
	lambda.Start(handle)
}
