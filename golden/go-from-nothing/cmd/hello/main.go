package main

import (
	"context"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
)

type request struct {
	Name string `json:"name"`
}

func handle(ctx context.Context, event request) (map[string]string, error) {
	return map[string]string{"hello": strings.ToUpper(event.Name)}, nil
}

func main() {
	lambda.Start(handle)
}
