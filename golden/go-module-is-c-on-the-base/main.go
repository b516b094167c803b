package main

import (
	"context"
	"database/sql"

	"github.com/aws/aws-lambda-go/lambda"
	_ "github.com/mattn/go-sqlite3"
)

func handle(ctx context.Context) (int, error) {
	notes, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return 0, err
	}
	defer notes.Close()
	var count int
	return count, notes.QueryRowContext(ctx, "select 1").Scan(&count)
}

func main() {
	lambda.Start(handle)
}
