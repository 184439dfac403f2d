// Package aws is the root of everything that is true with no person present:
// configuration, the chain as plain values, what exists, what to change, what
// is wrong, and the sandbox that simulates AWS. It holds no code of its own.
// Nothing below it may import wizard or ui.
package aws
