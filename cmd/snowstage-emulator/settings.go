package main

import (
	"crypto/rsa"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// settings are the options that serve and run share.
type settings struct {
	schemas                  list
	storageIntegrations      list
	notificationIntegrations list
	roles                    list
	tokenFiles               list
	oauthClientFiles         list
	pipes                    list
	manyFiles                list
	account, user            string
	data                     string
	latency, loadTime        time.Duration
	pageSize                 int
	asyncEvery, polls        int
	requestRate              int
	noSQL, thinLists         bool
}

const defaultSchema = "ANALYTICS.RAW"

func (s *settings) register(flags *flag.FlagSet) {
	flags.Var(&s.schemas, "schema", "`DATABASE.SCHEMA` that exists, each spelled as in SQL; may be repeated\n(default "+defaultSchema+")")
	flags.Var(&s.storageIntegrations, "storage-integration", "`NAME` of a storage integration that exists; may be repeated\n(default: any does)")
	flags.Var(&s.notificationIntegrations, "notification-integration", "`NAME` of a notification integration that exists; may be repeated\n(default: any does)")
	flags.Var(&s.roles, "role", "`NAME` of a role that may be used; may be repeated (default: any)")
	flags.Var(&s.tokenFiles, "token-file", "`TYPE=FILE` with a token to accept: OAUTH, PROGRAMMATIC_ACCESS_TOKEN or\nWORKLOAD_IDENTITY_FEDERATION; only you may be able to read the file;\nmay be repeated")
	flags.Var(&s.oauthClientFiles, "oauth-client-file", "`FILE` with an OAuth client: its id, its secret and, if it has one, its\nrefresh token, each on a line; only you may be able to read the file;\nmay be repeated; SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL is then set too")
	flags.Var(&s.pipes, "pipe", "`DB.SCHEMA.PIPE=@STAGE` of a Snowpipe that exists: it counts the rows of the\nstage's files; /PATH and ,on_error=continue may follow; may be repeated")
	flags.Var(&s.manyFiles, "many-files", "`DB.SCHEMA.STAGE=N` of an internal stage that lists N files, up to 10000000:\nthey are made while they are listed, and nothing else knows of them;\nmay be repeated")
	flags.Func("load-time", "`TIME` until the files of a request to a pipe are loaded, like 5s\n(default: at once)", notNegative(&s.loadTime, time.ParseDuration))
	flags.StringVar(&s.account, "account", "SNOWSTAGE-EMULATOR", "`ORGANIZATION-NAME` of the account (default SNOWSTAGE-EMULATOR)")
	flags.StringVar(&s.user, "user", "TERRAFORM", "login `NAME` of the user with the key pair (default TERRAFORM)")
	flags.StringVar(&s.data, "data", "", "`FOLDER` that keeps stages and files (default: they live in memory)")
	flags.Func("latency", "`TIME` by which every reply is delayed, like 50ms", notNegative(&s.latency, time.ParseDuration))
	flags.Func("request-rate", "`N` requests in a second are answered, the others with 429 Too Many\nRequests and Retry-After (default: all are answered)", notNegative(&s.requestRate, strconv.Atoi))
	flags.Func("page-size", "`ROWS` of a page of a list (default: lists are not split)", notNegative(&s.pageSize, strconv.Atoi))
	flags.Func("async-every", "answer every `N`th write, request or statement, with 202 Accepted\n(default: none)", notNegative(&s.asyncEvery, strconv.Atoi))
	flags.BoolVar(&s.noSQL, "no-sql", false, "refuse the SQL API, as an account does in which it is not enabled")
	flags.BoolVar(&s.thinLists, "thin-lists", false, "list stages with less than a look at each tells: of its directory table\nonly whether there is one, and of an internal stage nothing of\ncredentials and keys")
	s.polls = 1
	flags.Func("polls", "`N` polls of such a write are answered with 202 again (default 1)", notNegative(&s.polls, strconv.Atoi))
}

// start makes the emulator that the settings describe, with one user who has a key.
func (s *settings) start(key *rsa.PublicKey) (*emulator.Emulator, error) {
	if _, _, err := s.accountParts(); err != nil {
		return nil, err
	}
	options := []emulator.Option{
		emulator.WithUser(s.account, s.user, key),
		emulator.WithLatency(s.latency),
		emulator.WithLoadTime(s.loadTime),
		emulator.WithRequestRate(s.requestRate),
		emulator.WithPageSize(s.pageSize),
		emulator.WithAsync(s.asyncEvery, s.polls),
		emulator.WithData(s.data),
	}
	if s.noSQL {
		options = append(options, emulator.WithoutSQL())
	}
	if s.thinLists {
		options = append(options, emulator.WithThinLists())
	}
	if len(s.schemas) == 0 {
		s.schemas = list{defaultSchema}
	}
	for _, spelling := range s.schemas {
		options = append(options, emulator.WithQualifiedSchema(spelling))
	}
	for _, spelling := range s.pipes {
		options = append(options, emulator.WithPipe(spelling))
	}
	for _, spelling := range s.manyFiles {
		option, err := manyFiles(spelling)
		if err != nil {
			return nil, err
		}
		options = append(options, option)
	}
	for names, option := range map[*list]func(...string) emulator.Option{
		&s.storageIntegrations:      emulator.WithStorageIntegrations,
		&s.notificationIntegrations: emulator.WithNotificationIntegrations,
		&s.roles:                    emulator.WithRoles,
	} {
		if len(*names) > 0 {
			options = append(options, option(*names...))
		}
	}
	secrets, err := s.secretOptions()
	if err != nil {
		return nil, err
	}
	return emulator.New(append(options, secrets...)...)
}

func manyFiles(spelling string) (emulator.Option, error) {
	end := max(strings.LastIndex(spelling, "="), 0)
	n, err := strconv.Atoi(strings.TrimPrefix(spelling[end:], "="))
	if err != nil {
		return nil, fmt.Errorf("reading --many-files %q: want DB.SCHEMA.STAGE=N", spelling)
	}
	return emulator.WithManyFiles(spelling[:end], n), nil
}

// accountParts splits the account at the first hyphen: organizations have none in their names.
func (s *settings) accountParts() (organization, name string, err error) {
	organization, name, ok := strings.Cut(s.account, "-")
	if !ok || organization == "" || name == "" {
		return "", "", fmt.Errorf("reading --account %q: want ORGANIZATION-NAME", s.account)
	}
	return organization, name, nil
}
