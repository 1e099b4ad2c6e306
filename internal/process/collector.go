package process

import "runtime"

// headroom is how many bytes of garbage may gather beyond what Go allows by default. In a refresh of a thousand stages 64 MiB save a third
// of the CPU time; twice as much would save no more.
const headroom = 64 << 20

// headroomFor is none if the user has said how to collect.
func headroomFor(environment []string) int {
	if isSet(environment, func(name string) bool { return name == "GOGC" || name == "GOMEMLIMIT" }) {
		return 0
	}
	return headroom
}

// collectLess lets a headroom be used up before each collection, until keep is called. A heap that is large anyway grows as by default, by what
// it holds.
//
// That is done by a block of memory that is never touched, so that it is none to the system. Rejected: a higher GOGC, by which a large
// heap would grow by a multiple; and a soft limit of memory without GOGC, above which Go would do nothing but collect.
func collectLess(headroom int) (keep func()) {
	untouched := make([]byte, headroom)
	return func() { runtime.KeepAlive(untouched) }
}
