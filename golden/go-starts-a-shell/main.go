package main

import (
	"context"
	run "os/exec"

	"github.com/aws/aws-lambda-go/lambda"
)

func handle(ctx context.Context) (string, error) {
	out, err := run.CommandContext(ctx, "sh", "-c", "tar cf - /etc/hosts | wc -c").Output()
	return string(out), err
}

func main() {
	lambda.Start(handle)
}
