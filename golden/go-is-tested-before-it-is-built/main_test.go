package main

import (
	"context"
	"testing"
)

func TestTea(t *testing.T) {
	if got, _ := handle(context.Background(), order{Name: "ada"}); got != "tea for ada" {
		t.Fatal(got)
	}
}
