package account

import "strings"

// places are the words of which the clouds make their regions' names. A list of words recognizes regions that are yet to be opened.
var places = words(`
	north south east west central northeast northwest southeast southwest
	us eu ap ca sa me af il mx cn gov iso isob
	africa asia europe australia northamerica southamerica
	austria belgium brazil canada chile denmark france germany india indonesia israel italy japan korea malaysia mexico
	new zealand norway poland qatar spain sweden switzerland uae uk
	arizona texas virginia iowa
`)

// isRegion reports whether a label in lower case is spelled like a cloud's region: us-east-1, us-central1, east-us-2, uk-south.
// An account's name has no hyphen, except where a user has put it in place of an underscore.
func isRegion(label string) bool {
	parts := strings.Split(label, "-")
	for i, part := range parts {
		word := strings.TrimRight(part, "0123456789")
		if word == "" && i > 0 && part != "" {
			continue
		}
		if !places[word] {
			return false
		}
	}
	return len(parts) > 1
}

func words(list string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}
