package identifier

// Schema names a schema within its database.
type Schema struct{ Database, Name Name }

// String returns the two parts, always quoted and joined by a dot.
func (s Schema) String() string { return s.Database.Quoted() + "." + s.Name.Quoted() }

// Qualified names an object within its schema and database.
type Qualified struct{ Database, Schema, Name Name }

// String returns the three parts, always quoted and joined by dots.
func (q Qualified) String() string { return q.In().String() + "." + q.Name.Quoted() }

// In returns the schema that holds the object.
func (q Qualified) In() Schema { return Schema{Database: q.Database, Name: q.Schema} }

// ParseQualified reads "DB"."SCHEMA"."STAGE", DB.SCHEMA.STAGE or DB/SCHEMA/STAGE; each part as Parse reads it.
// Its error is an *Error; it names the part if one part is to blame.
func ParseQualified(spelling string) (Qualified, error) {
	parts, problem := split(spelling)
	if problem != nil {
		return Qualified{}, problem
	}
	var q Qualified
	for i, part := range []struct {
		label string
		name  *Name
	}{{"database", &q.Database}, {"schema", &q.Schema}, {"name", &q.Name}} {
		name, problem := parse(parts[i])
		if problem != nil {
			problem.Part = part.label
			return Qualified{}, problem
		}
		*part.name = name
	}
	return q, nil
}

// split cuts at the dots, or at the slashes, that stand outside of double quotes.
func split(spelling string) ([]string, *Error) {
	var parts []string
	var separators []byte
	start, quoted := 0, false
	for i := range len(spelling) {
		switch c := spelling[i]; {
		case c == '"':
			quoted = !quoted
		case (c == '.' || c == '/') && !quoted:
			parts = append(parts, spelling[start:i])
			separators = append(separators, c)
			start = i + 1
		}
	}
	if quoted {
		return nil, &Error{Spelling: spelling, Rule: ruleQuotes}
	}
	if len(separators) != 2 || separators[0] != separators[1] {
		return nil, &Error{Spelling: spelling, Rule: ruleParts}
	}
	return append(parts, spelling[start:]), nil
}
