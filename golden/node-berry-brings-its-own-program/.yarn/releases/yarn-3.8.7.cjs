// the program of Yarn 3
