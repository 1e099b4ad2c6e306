package provider

import (
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
)

func TestDestroyRemovesOneFileAndNoOther(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newFileHarness(t, emulator.WithAsync(0, 0), emulator.WithPageSize(0))
	neighbours := []string{"in/a", "in/a.csv2", "in/a.csv/b", "in/b", "in/A.csv", "in/axcsv", "x/in/a.csv", "landing/in/a.csv"}
	for _, path := range neighbours {
		h.putFileBeside(t, onLanding, path, "theirs")
	}
	w := h.files(t)
	made := w.apply(w.nothing(), fileConfig(hcl{"content": "hello"}))
	h.ResetJournal()
	w.want(nil, h.files(t).drop(made)) // in another run
	if got, want := h.kindsOfRequest(t), map[string]int{"list": 1, "REMOVE": 1}; !maps.Equal(got, want) {
		t.Errorf("sent %v, want %v", got, want)
	}
	h.expectNoFile(t, "in/a.csv")
	for _, path := range neighbours {
		h.expectFile(t, path, "theirs")
	}
}

func TestFileStaysWithoutSQL(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options []emulator.Option
		off     bool
		because string
	}{
		"off":     {nil, true, `because sql_api = "off" is set`},
		"refused": {[]emulator.Option{emulator.WithoutSQL()}, false, "because the account refuses the SQL API"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newFileHarness(t, test.options...)
			if test.off {
				h.withoutSQL()
			} else {
				needsSQL(t)
			}
			w := h.files(t)
			config := fileConfig(hcl{"content": "hello"})
			made := w.apply(w.nothing(), config)
			again := h.files(t)
			again.wantSaid(again.planDrop(made), "warning : File stays on the stage", `File "in/a.csv" of stage "ANALYTICS"."RAW"."LANDING" stays where it is, `+test.because, "keep_on_destroy = true")
			again.want(nil, again.drop(made), "warning : File stays on the stage")
			fresh := h.files(t) // which has not been told by the plan
			fresh.want(nil, fresh.drop(made), "warning : File stays on the stage")

			config["path"] = "in/b.csv"
			replaced := fresh.change(made, config)
			fresh.want(nil, replaced.Diagnostics, "warning : File stays on the stage")

			config["path"], config["keep_on_destroy"] = "in/a.csv", true
			kept := again.apply(made, config)
			again.want(nil, again.planDrop(kept))
			again.want(nil, again.drop(kept))
			h.expectFile(t, "in/a.csv", "hello")
		})
	}
}

func TestFileThatIsKeptOnDestroy(t *testing.T) {
	t.Parallel()
	h := newFileHarness(t)
	h.run(t, resource.TestStep{Config: h.config(fileWith(`content = "hello"`, "keep_on_destroy = true"))})
	h.expectFile(t, "in/a.csv", "hello")
	for _, statement := range h.statements(t) {
		if strings.HasPrefix(statement, "REMOVE") {
			t.Errorf("sent: %s", statement)
		}
	}
}

func TestFileThatWasChangedIsNotRemoved(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	h := newFileHarness(t)
	w := h.files(t)
	made := w.apply(w.nothing(), fileConfig(hcl{"content": "hello"}))

	h.putFileBeside(t, onLanding, "in/a.csv", "theirs")
	again := h.files(t)
	again.wantSaid(again.drop(made), "error : Unable to remove file", "it is not the file that Terraform's state knows: that has 5 bytes", "this one 6 bytes", "Nothing was removed", "terraform plan again")
	h.expectFile(t, "in/a.csv", "theirs")

	h.putFileBeside(t, onLanding, "in/a.csv", "hello") // the same bytes
	again.want(nil, again.drop(made))
	h.expectNoFile(t, "in/a.csv")
	again.want(nil, again.drop(made)) // gone already
	h.dropBeside(t, onLanding)
	again.want(nil, again.drop(made)) // with its stage
}

func TestRemoveThatFailsIsAnError(t *testing.T) {
	t.Parallel()
	needsSQL(t)
	for name, test := range map[string]struct {
		fault   emulator.Fault
		details []string
		removed bool
	}{
		"refused": {
			failedStatement("003001", "42501", "SQL access control error: Insufficient privileges to operate on stage 'LANDING'"),
			[]string{"Insufficient privileges to operate on stage", "needs USAGE on the database and on the schema, and READ and WRITE on an internal stage"}, false,
		},
		"nothing found": {
			emulator.Fault{Status: 200, Body: `{"code":"090001","resultSetMetaData":{"numRows":0,"format":"jsonv2","rowType":[{"name":"name"},{"name":"result"}],"partitionInfo":[{"rowCount":0}]},"data":[]}`},
			[]string{"REMOVE found no such file, but the stage still lists it"}, false,
		},
		"answer lost": {emulator.Fault{Reset: true, AfterWork: true, Times: 1}, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newFileHarness(t, emulator.WithAsync(0, 0))
			w := h.files(t)
			made := w.apply(w.nothing(), fileConfig(hcl{"content": "hello"}))
			test.fault.Path = statementsPath + "$"
			h.Inject(test.fault)
			complaints := h.files(t).drop(made)
			if test.removed {
				w.want(nil, complaints)
				h.expectNoFile(t, "in/a.csv")
				return
			}
			w.wantSaid(complaints, "error : Unable to remove file", test.details...)
			h.expectFile(t, "in/a.csv", "hello")
		})
	}
}

// What is to go needs no source any more. A destroy that refreshes first asks for an ordinary plan, which does.
func TestDestroyDoesNotReadTheSource(t *testing.T) {
	t.Parallel()
	h, cli := newFileHarness(t), newCommandLine(t)
	name, source := sourceFile(t, "hello")
	for _, destroy := range []func(){
		func() { cli.run("destroy", "-auto-approve", "-refresh=false") },
		func() {
			cli.configure(h.config())
			cli.run("apply", "-auto-approve")
		},
	} {
		if err := os.WriteFile(name, []byte("hello"), 0o600); err != nil {
			t.Fatal(err)
		}
		cli.configure(h.config(fileWith("source = " + source)))
		cli.run("apply", "-auto-approve")
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		destroy()
		if !h.sqlOff {
			h.expectNoFile(t, "in/a.csv")
		}
	}
}
