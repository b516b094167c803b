package main

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
)

func handle(ctx context.Context) (string, error) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return "", err
	}
	return time.Now().In(zone).String(), nil
}

func main() {
	lambda.Start(handle)
}
