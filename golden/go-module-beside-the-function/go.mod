module example.com/tea

go 1.24

require github.com/aws/aws-lambda-go v1.47.0

require example.com/words v0.0.0

replace example.com/words => ./words
