// Package words changes how words look.
package words

import "strings"

// Loud is a word in capital letters.
func Loud(word string) string {
	return strings.ToUpper(word)
}
