module example.com/notes

go 1.22

require (
	github.com/aws/aws-lambda-go v1.47.0
	github.com/mattn/go-sqlite3 v1.14.24
)
