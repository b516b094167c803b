// the program of Yarn 3, two megabytes of it
