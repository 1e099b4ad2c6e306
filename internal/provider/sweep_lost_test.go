package provider

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"
)

// lostLife is with a clock that goes wrong, and then with addresses at which there is no account. The host that no resolver knows is too
// long to be asked for anywhere.
func (l *life) lostLife() {
	l.write(sweepProvider(keyAttributes), sweepStage("s3", awsSecrets(1)), sweepURL)
	for _, ahead := range []time.Duration{time.Hour, -time.Hour, 0} {
		l.account.beAhead(ahead)
		l.must("apply", "-auto-approve")
		l.must("plan", "-detailed-exitcode")
	}

	stranger := httptest.NewUnstartedServer(http.NotFoundHandler())
	stranger.Config.ErrorLog = log.New(io.Discard, "", 0) // of the handshakes that fail
	stranger.StartTLS()
	l.t.Cleanup(stranger.Close)
	at, err := url.Parse(stranger.URL)
	l.check(err)
	for reason, environment := range map[string][]string{
		"is not trusted":      {"SNOWFLAKE_PROTOCOL=https", "SNOWFLAKE_HOST=" + at.Hostname(), "SNOWFLAKE_PORT=" + at.Port()},
		"does not speak TLS":  {"SNOWFLAKE_PROTOCOL=https"},
		"is not known; check": {"SNOWFLAKE_PROTOCOL=https", "SNOWFLAKE_HOST=" + strings.Repeat("long.", 60) + "example"},
	} {
		for _, command := range []string{"plan", "destroy"} {
			l.fails(environment, command)
			if said := l.flatSaid(); !strings.Contains(said, reason) {
				l.t.Errorf("terraform %s does not say that its address %s:\n%s", command, reason, said)
			}
		}
	}
	l.must("destroy", "-auto-approve")
}
