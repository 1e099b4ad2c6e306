package provider

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

// Neither write-only content nor a hash of it, by which a guess could be proved right, may be written to the disk.
func TestSecretContentIsNotOnDisk(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	const secret, later = "the-content-that-nobody-may-read", "another-content-that-nobody-may-read"
	hidden := notOnDisk{}
	for _, text := range []string{secret, later} {
		sum := md5.Sum([]byte(text))
		hidden = append(hidden, text, hex.EncodeToString(sum[:]), base64.StdEncoding.EncodeToString(sum[:]))
	}
	step := func(text string, version int, before func(), action plancheck.ResourceActionType) resource.TestStep {
		return resource.TestStep{
			PreConfig:        before,
			Config:           h.config(workingDirectory, fileWith("content_wo = "+hclString(text), fmt.Sprintf("content_wo_version = %d", version), "overwrite = true")),
			ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(theFile, action), hidden), ConfigStateChecks: checksOf(hidden),
		}
	}
	h.putFileBeside(t, onLanding, "in/a.csv", "theirs")
	h.run(t,
		step(secret, 1, nil, plancheck.ResourceActionCreate),
		step(secret, 1, func() { h.expectFile(t, "in/a.csv", secret) }, plancheck.ResourceActionNoop),
		step(secret, 1, func() { h.putFileBeside(t, onLanding, "in/a.csv", "somebody else's") }, plancheck.ResourceActionUpdate),
		step(later, 2, func() { h.expectFile(t, "in/a.csv", secret) }, plancheck.ResourceActionUpdate),
		step(later, 2, func() { h.expectFile(t, "in/a.csv", later) }, plancheck.ResourceActionNoop),
	)
	h.expectUploads(t, "in/a.csv", "in/a.csv", "in/a.csv")
}
