package client

import "time"

// AccountTime is the earliest time that the account's clock may show now, as far as the replies so far tell; our own if they do not.
func (c *Client) AccountTime() time.Time {
	now := c.config.Now()
	if earliest, _, known := c.clock.at(now); known {
		return earliest
	}
	return now
}
