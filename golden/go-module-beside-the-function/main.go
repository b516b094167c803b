package main

import (
	"github.com/aws/aws-lambda-go/lambda"
	"example.com/words"
)

type order struct {
	Name string `json:"name"`
}

func handle(o order) (string, error) {
	return words.For(o.Name), nil
}

func main() {
	lambda.Start(handle)
}
