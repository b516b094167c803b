package words

// For says what somebody gets.
func For(name string) string {
	return "tea for " + name
}
