// Package tax knows what is added to a price.
package tax

// With is a price in cents with its tax.
func With(cents int) int {
	return cents * 119 / 100
}
