package grammar

// The statements, each as its page in the SQL reference gives it: https://docs.snowflake.com/en/sql-reference/sql/alter-stage,
// show-stages, desc-stage and remove.

const (
	schemaParts = 2
	stageParts  = 3
)

func (p *parser) parseStatement() Statement {
	switch {
	case p.accept("ALTER"):
		p.expect("STAGE")
		return p.parseAlter()
	case p.accept("SHOW"):
		p.expect("STAGES")
		return p.parseShow()
	case p.accept("DESCRIBE"), p.accept("DESC"):
		p.expect("STAGE")
		return DescribeStage{Stage: p.expectName(stageParts)}
	case p.accept("REMOVE"), p.accept("RM"):
		return p.parseRemove()
	}
	p.refuse()
	return nil
}

func (p *parser) parseAlter() Statement {
	ifExists := p.acceptIfExists()
	stage := p.expectName(stageParts)
	switch {
	case p.accept("RENAME"):
		p.expect("TO")
		return RenameStage{Stage: stage, IfExists: ifExists, To: p.expectName(stageParts)}
	case p.accept("REFRESH"):
		return RefreshStage{Stage: stage, IfExists: ifExists, Subpath: p.parseSubpath()}
	}
	p.expect("SET")
	if p.accept("DIRECTORY") {
		p.expect("=", "(", "ENABLE", "=")
		enable := p.expectBoolean()
		p.expect(")")
		return SetDirectory{Stage: stage, IfExists: ifExists, Enable: enable}
	}
	return p.parseSettings(SetStage{Stage: stage, IfExists: ifExists})
}

// acceptIfExists looks two tokens ahead, since IF alone can be a name.
func (p *parser) acceptIfExists() bool {
	ahead := *p
	if !ahead.accept("IF") || !ahead.accept("EXISTS") {
		return false
	}
	*p = ahead
	return true
}

func (p *parser) parseSubpath() string {
	if !p.accept("SUBPATH") {
		return ""
	}
	p.expect("=")
	return p.expectText()
}

func (p *parser) parseSettings(s SetStage) SetStage {
	p.expectProperties(map[string]func(){
		"URL":                 func() { s.URL = new(p.expectText()) },
		"STORAGE_INTEGRATION": func() { s.StorageIntegration = p.expectName(1) },
		"CREDENTIALS": func() {
			s.Credentials = p.expectOptions("AWS_KEY_ID", "AWS_SECRET_KEY", "AWS_TOKEN", "AWS_ROLE", "AZURE_SAS_TOKEN")
		},
		"ENCRYPTION": func() { s.Encryption = p.expectOptions("TYPE", "MASTER_KEY", "KMS_KEY_ID") },
		"COMMENT":    func() { s.Comment = new(p.expectText()) },
	})
	return s
}

// expectOptions takes a list in parentheses of some of the keys.
func (p *parser) expectOptions(keys ...string) []Option {
	options := []Option{}
	p.expect("(")
	if p.accept(")") {
		return options
	}
	values := map[string]func(){}
	for _, key := range keys {
		values[key] = func() { options = append(options, Option{key, p.expectText()}) }
	}
	p.expectProperties(values)
	p.expect(")")
	return options
}

func (p *parser) parseShow() ShowStages {
	var show ShowStages
	if p.accept("LIKE") {
		show.Like = new(p.expectText())
	}
	if p.accept("IN") {
		p.expect("SCHEMA")
		show.In = p.expectName(schemaParts)
	}
	return show
}

func (p *parser) parseRemove() Remove {
	stage, path := p.expectPlace()
	remove := Remove{Stage: stage, Path: path}
	if p.accept("PATTERN") {
		p.expect("=")
		remove.Pattern = new(p.expectText())
	}
	return remove
}
