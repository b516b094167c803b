package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"

	"example.com/shop/internal/tax"
)

type order struct {
	Cents int `json:"cents"`
}

func main() {
	lambda.Start(func(ctx context.Context, event order) (int, error) {
		return tax.With(event.Cents), nil
	})
}
