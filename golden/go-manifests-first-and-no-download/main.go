package main

import (
	"github.com/aws/aws-lambda-go/lambda"
)

type order struct {
	Name string `json:"name"`
}

func handle(o order) (string, error) {
	return "tea for " + o.Name, nil
}

func main() {
	lambda.Start(handle)
}
