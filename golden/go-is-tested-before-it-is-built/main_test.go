package main

import "testing"

func TestTea(t *testing.T) {
	if got, _ := handle(order{Name: "ada"}); got != "tea for ada" {
		t.Fatal(got)
	}
}
