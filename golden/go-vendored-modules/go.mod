module example.com/hello

go 1.24

require example.com/words v1.0.0

require github.com/aws/aws-lambda-go v1.47.0
