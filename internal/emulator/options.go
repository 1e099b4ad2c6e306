package emulator

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Option configures an Emulator.
type Option func(*Emulator) error

// WithSchema makes a database and schema exist; names are spelled as in SQL.
func WithSchema(database, schema string) Option {
	return func(e *Emulator) error {
		schema, err := readSchemaName(database, schema)
		if err != nil {
			return fmt.Errorf("adding a schema: %w", err)
		}
		e.store.addSchema(schema)
		return nil
	}
}

// WithQualifiedSchema makes a schema exist that is spelled DATABASE.SCHEMA as in SQL, quotes included.
func WithQualifiedSchema(spelling string) Option {
	return func(e *Emulator) error {
		parts := splitQualified(spelling)
		if len(parts) != 2 {
			return fmt.Errorf("reading schema %q: want DATABASE.SCHEMA, each as in SQL", spelling)
		}
		if err := WithSchema(parts[0], parts[1])(e); err != nil {
			return fmt.Errorf("reading schema %q: %w", spelling, err)
		}
		return nil
	}
}

// WithUser registers a user of an account with its public keys (two at most, as in Snowflake; 2,048
// bits at least). The account is spelled as in the claims of a token (ORGANIZATION-NAME or a locator
// without its region), the user by its login name; both fold to upper case.
func WithUser(account, user string, keys ...*rsa.PublicKey) Option {
	return func(e *Emulator) error { return e.accounts.register(account, user, keys) }
}

// WithToken accepts a token of a type: OAUTH, PROGRAMMATIC_ACCESS_TOKEN or WORKLOAD_IDENTITY_FEDERATION.
// A workload identity's token is given with or without the "WIF.<provider>." that callers put in front.
func WithToken(tokenType, token string) Option {
	return func(e *Emulator) error { return e.accounts.list(tokenType, token) }
}

// WithOAuthClient lets a client get access tokens at /oauth/token-request by client_credentials or,
// unless refreshToken is empty, by refresh_token. They live for lifetime (ten minutes if 0).
func WithOAuthClient(id, secret, refreshToken string, lifetime time.Duration) Option {
	return func(e *Emulator) error { return e.accounts.addClient(id, secret, refreshToken, lifetime) }
}

// WithModeIgnored makes every presigned URL one for download, whatever mode a request names, as an account may do since
// the mode has left the published specification.
func WithModeIgnored() Option { return modes(modeIgnored) }

// WithModeRefused answers 400 to a request for a presigned URL that names a mode.
func WithModeRefused() Option { return modes(modeRefused) }

// WithStorageHost makes presigned URLs and redirects to files name another host than that of the request, with its port: files
// are not kept where the API is.
func WithStorageHost(hostname string) Option {
	return func(e *Emulator) error {
		if hostname == "" || strings.ContainsAny(hostname, ":/?#@") {
			return fmt.Errorf("storage host %q: want a host's name without a port", hostname)
		}
		e.storage.host = hostname
		return nil
	}
}

// WithRoles lists the roles that the header X-Snowflake-Role, or the body of a statement, may name (all if never called).
func WithRoles(roles ...string) Option {
	return func(e *Emulator) error { return addNames(&e.accounts.roles, "role", roles) }
}

// WithStorageIntegrations lists the storage integrations that exist (any name if never called).
func WithStorageIntegrations(names ...string) Option {
	return func(e *Emulator) error {
		return addNames(&e.store.storageIntegrations, "storage integration", names)
	}
}

// WithNotificationIntegrations lists the notification integrations that exist (any name if never called).
func WithNotificationIntegrations(names ...string) Option {
	return func(e *Emulator) error {
		return addNames(&e.store.notificationIntegrations, "notification integration", names)
	}
}

// WithClock replaces time.Now. Latency is waited for in real time nevertheless.
func WithClock(now func() time.Time) Option {
	return func(e *Emulator) error {
		e.now = now
		return nil
	}
}

// WithPageSize splits lists into pages of n rows; 0 does not split.
func WithPageSize(n int) Option {
	return func(e *Emulator) error {
		if n < 0 {
			return fmt.Errorf("page size %d: must not be negative", n)
		}
		e.replies.pageSize = n
		return nil
	}
}

// WithLargeResultObject answers lists with an object that names a result handler, and a Link header
// that only tells the last page, instead of with the first page.
func WithLargeResultObject() Option { return style(func(s *replyStyle) { s.largeResultObject = true }) }

// WithAsync answers every nth write (1 = all, 0 = none) with 202; that many polls are answered 202
// again before the result comes. Writes are creates, deletes, requests for presigned URLs and all
// statements but SHOW and DESCRIBE. The work itself is done before the 202.
func WithAsync(everyNth, polls int) Option {
	return func(e *Emulator) error {
		if everyNth < 0 || polls < 0 {
			return errors.New("asynchronous replies: neither number may be negative")
		}
		e.replies.everyNth, e.replies.polls = everyNth, polls
		return nil
	}
}

// WithAsyncReads answers every read with 202 too, after as many polls as WithAsync says.
func WithAsyncReads() Option { return style(func(s *replyStyle) { s.asyncReads = true }) }

// WithSlowStatements executes statements that are answered with 202 only when their last poll comes, so
// that until then they can be canceled. Without it a cancel comes too late, as it may in an account.
func WithSlowStatements() Option { return style(func(s *replyStyle) { s.slowStatements = true }) }

// WithoutSQL refuses the SQL API, as an account does in which it is not enabled.
func WithoutSQL() Option {
	return func(e *Emulator) error {
		e.noSQL = true
		return nil
	}
}

// WithCamelCaseHandler spells the handle in the body of a 202 resultHandler, as the published
// specification does, instead of result_handler, as live accounts do.
func WithCamelCaseHandler() Option { return style(func(s *replyStyle) { s.camelCase = true }) }

// WithoutLocation leaves the Location header out of a 202, so that only the body names the result.
func WithoutLocation() Option { return style(func(s *replyStyle) { s.noLocation = true }) }

// WithBareNames spells case-sensitive names without their quotes in replies; both have been seen live.
func WithBareNames() Option { return style(func(s *replyStyle) { s.bareNames = true }) }

// WithExtras adds properties to stages that live accounts send and no published specification has.
func WithExtras() Option { return style(func(s *replyStyle) { s.extras = true }) }

// WithThinLists lists less of a stage than a look at that stage alone tells: of a directory table only whether there is one, as SHOW STAGES,
// and of an internal stage neither has_credentials nor has_encryption_key, which are always false there.
func WithThinLists() Option { return style(func(s *replyStyle) { s.thinLists = true }) }

// WithLatency delays every reply. The work is done before the delay.
func WithLatency(d time.Duration) Option {
	return func(e *Emulator) error {
		if d < 0 {
			return fmt.Errorf("latency %s: must not be negative", d)
		}
		e.latency = d
		return nil
	}
}

// WithData keeps stages and files in a folder, so that they survive a restart; it is created if
// absent. One emulator at a time may use it.
func WithData(dir string) Option {
	return func(e *Emulator) error {
		e.dataFolder = dir
		return nil
	}
}

func style(set func(*replyStyle)) Option {
	return func(e *Emulator) error {
		set(&e.replies)
		return nil
	}
}

func modes(handling modeHandling) Option {
	return func(e *Emulator) error {
		e.modes = handling
		return nil
	}
}

// nameSet holds the names that exist; nil means that any does.
type nameSet map[name]bool

func (s nameSet) has(n name) bool { return s == nil || s[n] }

func addNames(set *nameSet, what string, spellings []string) error {
	if *set == nil {
		*set = nameSet{}
	}
	for _, spelling := range spellings {
		n, err := readName(spelling)
		if err != nil {
			return fmt.Errorf("adding a %s: %w", what, err)
		}
		(*set)[n] = true
	}
	return nil
}
