package emulator

import "encoding/json"

// stageReply is a stage as fetchStage and listStages answer it: every readable property of the
// specification, null where it has no value. What is write-only has no field here.
type stageReply struct {
	Name               string         `json:"name"`
	Kind               string         `json:"kind"`
	URL                string         `json:"url"`
	Endpoint           *string        `json:"endpoint"`
	StorageIntegration *string        `json:"storage_integration"`
	Comment            *string        `json:"comment"`
	DirectoryTable     directoryReply `json:"directory_table"`
	CreatedOn          string         `json:"created_on"`
	HasCredentials     bool           `json:"has_credentials"`
	HasEncryptionKey   bool           `json:"has_encryption_key"`
	Owner              string         `json:"owner"`
	OwnerRoleType      string         `json:"owner_role_type"`
	Region             *string        `json:"region"`
	Cloud              *string        `json:"cloud"`
	extraStage
}

type directoryReply struct {
	Enable                  bool    `json:"enable"`
	RefreshOnCreate         bool    `json:"refresh_on_create"`
	AutoRefresh             bool    `json:"auto_refresh"`
	NotificationIntegration *string `json:"notification_integration"`
	extraDirectory
}

// extraStage and extraDirectory are properties seen live that no published specification has.
type extraStage struct {
	FileFormat  map[string]any `json:"file_format,omitempty"`
	CopyOptions map[string]any `json:"copy_options,omitempty"`
}

type extraDirectory struct {
	AWSSNSTopic json.RawMessage `json:"aws_sns_topic,omitempty"`
}

// createdOnLayout has milliseconds and a numeric zone; both are RFC 3339.
const createdOnLayout = "2006-01-02T15:04:05.000-07:00"

func (style *replyStyle) show(s *stage) stageReply {
	place := s.location()
	out := stageReply{
		Name:               style.spell(s.Name),
		Kind:               s.kind(),
		URL:                s.URL,
		Endpoint:           textOrNull(s.Endpoint),
		StorageIntegration: textOrNull(style.spell(s.Integration)),
		Comment:            s.Comment,
		DirectoryTable: directoryReply{
			Enable:                  s.Directory.Enable,
			RefreshOnCreate:         s.Directory.RefreshOnCreate,
			AutoRefresh:             s.Directory.AutoRefresh,
			NotificationIntegration: textOrNull(style.spell(s.Directory.NotificationIntegration)),
		},
		CreatedOn:        s.CreatedOn.UTC().Format(createdOnLayout),
		HasCredentials:   s.HasCredentials,
		HasEncryptionKey: s.HasEncryptionKey,
		Owner:            style.spell(s.Owner),
		OwnerRoleType:    "ROLE",
		Region:           textOrNull(place.region),
		Cloud:            textOrNull(place.name),
	}
	if style.extras {
		out.FileFormat = map[string]any{"type": "CSV", "field_delimiter": ",", "skip_header": 0, "null_if": []string{`\N`}}
		out.CopyOptions = map[string]any{"on_error": "ABORT_STATEMENT", "size_limit": nil, "purge": false}
		out.DirectoryTable.AWSSNSTopic = json.RawMessage("null")
	}
	return out
}

// thinDirectory is what SHOW STAGES tells of a directory table.
type thinDirectory struct {
	Enable bool `json:"enable"`
}

// thinRow hides properties of the reply by some of the same names.
type thinRow struct {
	stageReply
	DirectoryTable   thinDirectory `json:"directory_table"`
	HasCredentials   *bool         `json:"has_credentials,omitempty"`
	HasEncryptionKey *bool         `json:"has_encryption_key,omitempty"`
}

// row is a stage as listStages answers it.
func (style *replyStyle) row(s *stage) any {
	whole := style.show(s)
	if !style.thinLists {
		return whole
	}
	thin := thinRow{stageReply: whole, DirectoryTable: thinDirectory{whole.DirectoryTable.Enable}}
	if !s.isInternal() {
		thin.HasCredentials, thin.HasEncryptionKey = &whole.HasCredentials, &whole.HasEncryptionKey
	}
	return thin
}

func (style *replyStyle) spell(n name) string {
	if style.bareNames {
		return string(n)
	}
	return n.spelled()
}

func textOrNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
