package provider

// fetching is for a test about the reply to a look at one stage: whatever strategy make test-read-strategies chooses for the others.
func (h *harness) fetching() *harness {
	h.readStrategy = "fetch"
	return h
}

// settings are those of the provider that a test chooses.
func (h *harness) settings() hcl {
	chosen := hcl{}
	if h.sqlOff {
		chosen["sql_api"] = sqlAPIOff
	}
	if h.readStrategy != "" {
		chosen["read_strategy"] = h.readStrategy
	}
	return chosen
}
