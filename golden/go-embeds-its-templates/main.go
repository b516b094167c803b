package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
)

//go:embed letter.txt
var letter string

type request struct {
	Language string `json:"language"`
}

func handle(ctx context.Context, event request) (string, error) {
	text, err := os.ReadFile("greetings.json")
	if err != nil {
		return "", err
	}
	var greetings map[string]string
	if err := json.Unmarshal(text, &greetings); err != nil {
		return "", err
	}
	return strings.ReplaceAll(letter, "{greeting}", greetings[event.Language]), nil
}

func main() {
	lambda.Start(handle)
}
