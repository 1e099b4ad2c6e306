package client

// listedFile is a StageFile whose texts are overwritten by the next one, so that a million of them leave no garbage behind.
type listedFile struct {
	Name         reusedText `json:"name"`
	Size         reusedText `json:"size"`
	MD5          reusedText `json:"md5"`
	LastModified reusedText `json:"last_modified"`
}

func (f listedFile) check() error {
	if len(f.Name) == 0 { // a string of it would be garbage
		return errNoName
	}
	return nil
}

func (f *listedFile) texts() [4]*reusedText {
	return [...]*reusedText{&f.Name, &f.Size, &f.MD5, &f.LastModified}
}

func (f *listedFile) clear() {
	for _, text := range f.texts() {
		*text = (*text)[:0]
	}
}

func (f *listedFile) copy(from *listedFile) {
	texts := from.texts()
	for i, text := range f.texts() {
		*text = append((*text)[:0], *texts[i]...)
	}
}

func (f *listedFile) stageFile() StageFile {
	return StageFile{Name: string(f.Name), Size: string(f.Size), MD5: string(f.MD5), LastModified: string(f.LastModified)}
}

// reusedText is a text in a memory that the next one is written to.
type reusedText []byte

// UnmarshalText is how encoding/json hands over a text without making a string of it.
func (t *reusedText) UnmarshalText(text []byte) error {
	*t = append((*t)[:0], text...)
	return nil
}
