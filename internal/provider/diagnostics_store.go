package provider

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// storeAnswer is what a diagnostic says of an object store, which is neither Snowflake nor on its host, in lines.
func storeAnswer(e *client.StoreError) (lines []string) {
	if e.Message != "" {
		lines = append(lines, "The object store answered: "+e.Message)
	}
	switch {
	case e.Cause != nil:
		lines = append(lines, "What happened: "+e.Cause.Error())
	case e.Message == "":
		lines = append(lines, "The object store's reply said nothing more than its status.")
	}
	facts := []string{e.Doing, "host " + e.Host}
	if e.Status != 0 {
		facts = append(facts, fmt.Sprintf("HTTP status %d %s", e.Status, http.StatusText(e.Status)))
	}
	if e.Code != "" {
		facts = append(facts, "code "+e.Code)
	}
	if e.RequestID != "" {
		facts = append(facts, "request id "+e.RequestID)
	}
	if e.Tries > 1 {
		facts = append(facts, fmt.Sprintf("%d tries", e.Tries))
	}
	return append(lines, "("+strings.Join(facts, ", ")+")")
}

func storeRemedy(e *client.StoreError) string {
	switch {
	case e.Status == 0, e.Status == http.StatusOK, e.Status == http.StatusCreated:
		return fmt.Sprintf("check that %s can be reached from here. Files travel to and from the object store directly, not by way of Snowflake's host, "+
			"so a proxy, a firewall or a private endpoint has to let both through.", e.Host)
	case e.Status == http.StatusForbidden:
		return "try again. If it stays, the object store is closed to this network (a policy of the bucket, or a private endpoint), or to what the stage signs in with."
	case e.Status >= http.StatusInternalServerError, e.Status == http.StatusTooManyRequests:
		return "try again; if it stays, ask the cloud's support with the request id."
	}
	return "correct what the object store's message names, then try again."
}
