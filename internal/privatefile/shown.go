package privatefile

import (
	"path/filepath"
	"strings"
)

// hidden takes the place of a path in an error.
const hidden = "a path that is not shown because it looks like a secret itself, pasted where the path of its file belongs " +
	"(there are settings for both, like private_key and private_key_path, or token and token_path)"

const (
	longestPath = 1024 // characters; the shortest RSA key that Snowflake takes has 1,600
	longestName = 200  // characters of a path of one element; file systems take up to 255, tokens have more than 200
	longestStub = 64   // characters of a path that starts like a token
)

// shown is how errors name a file.
func shown(path string) string {
	if looksLikeSecret(path) {
		return hidden
	}
	return path
}

func looksLikeSecret(path string) bool {
	return strings.ContainsAny(path, "\r\n") || strings.Contains(path, "-----BEGIN") || len(path) > longestPath ||
		startsLikeToken(path) && len(path) > longestStub ||
		len(path) > longestName && !strings.ContainsAny(path, "/"+string(filepath.Separator))
}

// startsLikeToken knows JSON Web Tokens, and the access and workload identity tokens of Snowflake.
func startsLikeToken(text string) bool {
	for _, start := range []string{"eyJ", "ver:", "WIF."} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return false
}
