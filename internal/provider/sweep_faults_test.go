package provider

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

// sweepFault answers a request in the account's place.
type sweepFault func(emulator.Request) *emulator.Fault

func fixed(f emulator.Fault) sweepFault {
	return func(emulator.Request) *emulator.Fault { return &f }
}

const snowflakeSays = `{"code":"002003","error_code":"002003","message":"no","request_id":"01afef9d"}`

// sweepFaults are what can go wrong, by the name of the schema in which it does.
func sweepFaults() map[string]sweepFault {
	faults := map[string]sweepFault{
		"DONE_503": fixed(emulator.Fault{Status: 503, AfterWork: true}), "DONE_504_HTML": fixed(emulator.Fault{Status: 504, HTML: true, AfterWork: true}),
		"BUSY_503": fixed(emulator.Fault{Status: 503, Body: snowflakeSays}), "BUSY_UNTIL": busyUntil,
		"HANG": fixed(emulator.Fault{Hang: true}), "STALL": fixed(emulator.Fault{Stall: true}),
		"RESET": fixed(emulator.Fault{Reset: true}), "DONE_RESET": fixed(emulator.Fault{Reset: true, AfterWork: true}), "HANG_UP": fixed(emulator.Fault{HangUp: true}),
		"TRUNCATED": fixed(emulator.Fault{Truncate: true}), "DONE_TRUNCATED": fixed(emulator.Fault{Truncate: true, AfterWork: true}),
		"LOGIN_PAGE": fixed(emulator.Fault{HTML: true}), "NOT_FOUND_HTML": fixed(emulator.Fault{Status: 404, HTML: true}), "NOT_FOUND_EMPTY": fixed(emulator.Fault{Status: 404}),
		"NOT_FOUND_CODELESS": fixed(emulator.Fault{Status: 404, Body: `{"message":"no route"}`}), "REDIRECT_LOOP": toItself,
		"ELSEWHERE_307": fixed(emulator.Fault{Redirect: "https://evil.example/"}), "ELSEWHERE_202": fixed(accepted("https://evil.example/")),
		"OVERSIZE": fixed(emulator.Fault{Oversize: 33 << 20}), "OVERSIZE_ERROR": fixed(emulator.Fault{Status: 500, Oversize: 2 << 20}),
		"LOST_POLL": fixed(accepted("/api/v2/results/01afef9d-0607-0550-0001-dd270c3902d70")), "DONE_LOST_POLL": fixed(func() emulator.Fault {
			lost := accepted("/api/v2/results/01afef9d-0607-0550-0001-dd270c3902d70")
			lost.AfterWork = true
			return lost
		}()),
	}
	for _, status := range []int{400, 401, 403, 404, 407, 408, 409, 429, 500, 502} {
		faults[fmt.Sprintf("STATUS_%d", status)] = fixed(emulator.Fault{Status: status, Body: snowflakeSays, Header: map[string]string{"Retry-After": "0"}})
	}
	maps.Copy(faults, echoes())
	return faults
}

func accepted(location string) emulator.Fault {
	return emulator.Fault{Status: 202, Body: `{"code":"392604","message":"Request execution in progress."}`, Header: map[string]string{"Location": location}}
}

// busyUntil is throttled, and told the end of it by a date.
func busyUntil(emulator.Request) *emulator.Fault {
	return &emulator.Fault{Status: 429, Body: snowflakeSays, Header: map[string]string{"Retry-After": time.Now().Add(time.Second).UTC().Format(http.TimeFormat)}}
}

func toItself(r emulator.Request) *emulator.Fault {
	return &emulator.Fault{Redirect: r.Path + "?" + r.Query}
}

// echoes are servers that repeat what they were sent.
func echoes() map[string]sweepFault {
	message := func(write func(string) string) sweepFault {
		return func(r emulator.Request) *emulator.Fault {
			return &emulator.Fault{Status: 400, Body: errorBody("002003", "near '"+write(everything(r))+"'", "01afef9d")}
		}
	}
	same := func(text string) string { return text }
	faults := map[string]sweepFault{
		"ECHO_PLAIN": message(same), "ECHO_LOWER": message(strings.ToLower), "ECHO_UPPER": message(strings.ToUpper),
		"ECHO_JSON": message(func(text string) string { return jsonText(text, true) }), "ECHO_JSON_TWICE": message(func(text string) string { return jsonText(jsonText(text, true), true) }),
		"ECHO_GO":    message(func(text string) string { return fmt.Sprintf("%q", text) }),
		"ECHO_QUERY": message(url.QueryEscape), "ECHO_PATH": message(func(text string) string { return lowerEscapes(url.PathEscape(text)) }),
		"ECHO_HALVES": message(halves), "ECHO_PIECES": message(pieces),
		"ECHO_FIELDS": func(r emulator.Request) *emulator.Fault {
			return &emulator.Fault{
				Status: 400, Body: errorBody(bearer(r), bearer(r), bearer(r)), Header: map[string]string{"X-Snowflake-Request-Id": bearer(r)},
			}
		},
		"ECHO_TITLE": func(r emulator.Request) *emulator.Fault {
			return &emulator.Fault{Status: 502, Body: "<html><title>" + html.EscapeString(everything(r)) + "</title>", Header: map[string]string{"Content-Type": "text/html"}}
		},
		"ECHO_TYPE": func(r emulator.Request) *emulator.Fault {
			return &emulator.Fault{Status: 200, Body: "text", Header: map[string]string{"Content-Type": "text/" + bearer(r)}}
		},
		"ECHO_NAME": func(r emulator.Request) *emulator.Fault {
			return &emulator.Fault{Status: 200, Body: `{"name":` + marshalled(everything(r)) + `}`}
		},
		"ECHO_LOCATION": func(r emulator.Request) *emulator.Fault {
			return new(accepted("http://" + bearer(r) + "/api/v2/results/1"))
		},
		"ECHO_OWN_LOCATION": func(r emulator.Request) *emulator.Fault { return new(accepted("/" + url.PathEscape(bearer(r)) + "/1")) },
		"ECHO_REDIRECT": func(r emulator.Request) *emulator.Fault {
			return &emulator.Fault{Redirect: "https://" + bearer(r) + ".example/?" + url.QueryEscape(r.Body)}
		},
		"ECHO_LINK": func(r emulator.Request) *emulator.Fault {
			return &emulator.Fault{Status: 200, Body: "[]", Header: map[string]string{"Link": "<https://" + bearer(r) + `/>; rel="next"`}}
		},
		"ECHO_BROKEN_HEADER": fixed(emulator.Fault{Status: 500}), // The account answers by itself.
		"TOKEN_ENDPOINT":     tokenEndpointEcho,
	}
	for name, write := range map[string]func(string) string{"AS_SENT": same, "AS_READ": readSQL, "QUOTED": sqlText, "HALVES": halves} {
		faults["ECHO_STATEMENT_"+name] = func(r emulator.Request) *emulator.Fault {
			return new(failedStatement("001003", "42000", fmt.Sprintf("SQL compilation error:\nsyntax error line 1 at position 12 unexpected '%s'.", write(statementIn(r.Body)))))
		}
	}
	for name, encoding := range map[string]*base64.Encoding{"STD": base64.StdEncoding, "URL": base64.RawURLEncoding} {
		for before := range 3 {
			faults[fmt.Sprintf("ECHO_BASE64_%s_%d", name, before)] = message(func(text string) string {
				return encoding.EncodeToString([]byte("xyz"[:before] + text))
			})
		}
	}
	return faults
}

// statementIn is the SQL statement of a body, or the body if it has none.
func statementIn(body string) string {
	var submitted struct{ Statement string }
	if json.Unmarshal([]byte(body), &submitted) != nil || submitted.Statement == "" {
		return body
	}
	return submitted.Statement
}

// readSQL is a statement whose string constants are shown as what they mean.
func readSQL(statement string) string {
	return strings.NewReplacer(`\\`, `\`, `''`, `'`).Replace(statement)
}

// everything is the request, as a server with a debugging mode shows it.
func everything(r emulator.Request) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s %s?%s ", r.Method, r.Path, r.Query)
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		fmt.Fprintf(&text, "%s: %s; ", name, strings.Join(r.Header[name], ","))
	}
	text.WriteString(r.Body)
	return text.String()
}

func bearer(r emulator.Request) string {
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return token
}

// halves are those of each secret in a request, which Snowflake shows when it shortens a statement.
func halves(text string) string {
	var all strings.Builder
	for _, word := range words(text) {
		fmt.Fprintf(&all, "%s… …%s ", word[:len(word)/2], word[len(word)/2:])
	}
	return all.String()
}

// pieces are of 24 bytes, as the columns of a hexadecimal dump.
func pieces(text string) string {
	var all strings.Builder
	for piece := range slices.Chunk([]byte(text), 24) {
		fmt.Fprintf(&all, "| %s |\n", piece)
	}
	return all.String()
}

// words are what is between spaces, quotes and dots.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" .\",:;{}", r) })
}

func errorBody(code, message, requestID string) string {
	return fmt.Sprintf(`{"code":%s,"message":%s,"request_id":%s}`, marshalled(code), marshalled(message), marshalled(requestID))
}

func marshalled(text string) string {
	encoded, _ := json.Marshal(text) // A string can be encoded.
	return string(encoded)
}

// marshalledList is a list for JSON and HCL.
func marshalledList(texts []string) string {
	encoded, _ := json.Marshal(texts) // Strings can be encoded.
	return string(encoded)
}

// hclText is a text for HCL, which reads ${ and %{ as templates.
func hclText(text string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(marshalled(text))
}

// tokenEndpointEcho repeats the form, and the header in which a client signs in.
func tokenEndpointEcho(r emulator.Request) *emulator.Fault {
	pair, _ := base64.StdEncoding.DecodeString(bearer(r))
	said := fmt.Sprintf("%s %s %s %s", r.Body, r.Header.Get("Authorization"), pair, halves(string(pair)+" "+r.Body))
	return &emulator.Fault{Status: 400, Body: fmt.Sprintf(`{"error":"invalid_client","error_description":%s}`, marshalled(said))}
}
