//go:build !unix

package privatefile

import "os"

const openFlags = os.O_RDONLY

// modesMatter is false because Windows guards files by access control lists, which a mode does not show.
const modesMatter = false
