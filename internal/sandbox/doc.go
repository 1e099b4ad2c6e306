// Package sandbox is what the programs that try the provider as a whole share: an emulated account on loopback, the provider built
// from this tree, and folders in which the real Terraform CLI runs and sees nothing of the caller's settings.
//
// Only programs for development and tests import it.
package sandbox
