package main

// #cgo LDFLAGS: -lvips
// #include <vips/vips.h>
import "C"

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"
)

func handle(ctx context.Context) (int, error) {
	return int(C.vips_version(0)), nil
}

func main() {
	lambda.Start(handle)
}
