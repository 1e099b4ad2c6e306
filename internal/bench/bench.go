package main

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"time"

	"github.com/snowstage/terraform-provider-snowstage/internal/emulator"
	"github.com/snowstage/terraform-provider-snowstage/internal/sandbox"
)

// bench is what the scenarios share.
type bench struct {
	options
	folder      string
	progress    func(line string)
	binaries    map[program]string
	certificate sandbox.Certificate
	report      report
	state       *unchanged // set by the first scenario
}

// isTrusting tells that Go trusts SSL_CERT_FILE on this system.
const isTrusting = runtime.GOOS != "darwin" && runtime.GOOS != "windows"

func newBench(ctx context.Context, o options, folder string, progress func(line string)) (*bench, error) {
	if !isTrusting {
		return nil, fmt.Errorf("providers cannot be made to trust the bench's certificate on %s", runtime.GOOS)
	}
	b := &bench{options: o, folder: folder, progress: progress, binaries: map[program]string{}}
	var err error
	if b.certificate, err = sandbox.NewCertificate(filepath.Join(folder, "certificate.pem")); err != nil {
		return nil, err
	}
	for _, p := range []program{snowstage, idle} {
		if b.binaries[p], err = sandbox.Build(ctx, p.pkg, folder, p.name+"-provider"); err != nil {
			return nil, err
		}
	}
	b.report = report{scale: o.scale, parallelism: o.parallelism, date: time.Now()}
	w, err := b.workspace("version")
	if err != nil {
		return nil, err
	}
	b.report.machine, err = describeMachine(ctx, w)
	return b, err
}

func (b *bench) close() {
	if b.state != nil {
		b.state.Close()
	}
}

// place is an account and how it is reached.
type place struct {
	*sandbox.Account
	doors map[sandbox.Protocol]*url.URL
}

// newPlace serves an account by both protocols. End it with Close.
func (b *bench) newPlace(options ...emulator.Option) (*place, error) {
	account, err := sandbox.ServeAccount(options...)
	if err != nil {
		return nil, err
	}
	p := &place{account, map[sandbox.Protocol]*url.URL{}}
	for _, protocol := range []sandbox.Protocol{sandbox.HTTP1, sandbox.HTTP2} {
		if p.doors[protocol], err = account.ServeTLS(b.certificate, protocol); err != nil {
			account.Close()
			return nil, err
		}
	}
	return p, nil
}

// workspace makes a folder for Terraform, in which only the bench's certificate is trusted.
func (b *bench) workspace(name string) (*sandbox.Workspace, error) {
	w, err := sandbox.NewWorkspace(filepath.Join(b.folder, name), b.terraform, nil)
	if err != nil {
		return nil, fmt.Errorf("preparing %s: %w", name, err)
	}
	w.Variables = []string{b.certificate.Variable()}
	return w, nil
}
