package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// table is the result of a statement.
type table struct {
	from    *reply
	columns map[string]int // by name in upper case
	rows    [][]*string
}

// resultSet is the body of a result; of the partitions after the first one it has the data only.
type resultSet struct {
	Meta struct {
		RowType []struct {
			Name string `json:"name"`
		} `json:"rowType"`
		PartitionInfo []json.RawMessage `json:"partitionInfo"`
	} `json:"resultSetMetaData"`
	Data [][]*string `json:"data"`
}

// readTable reads the first partition of a result, and asks for the others.
func (c *Client) readTable(ctx context.Context, first *reply) (*table, error) {
	count := tally{limit: c.bounds}
	set, err := count.partition(first)
	if err != nil {
		return nil, first.call.malformed(first, err)
	}
	result := &table{from: first, columns: make(map[string]int, len(set.Meta.RowType)), rows: set.Data}
	for i, column := range set.Meta.RowType {
		result.columns[strings.ToUpper(column.Name)] = i
	}
	for number := 1; number < len(set.Meta.PartitionInfo); number++ {
		target, err := c.statementAddress(first)
		if err != nil {
			return nil, first.call.malformed(first, err)
		}
		page, err := c.do(ctx, first.call.result(withQuery(target, "partition", strconv.Itoa(number))))
		if err != nil {
			return nil, err
		}
		next, err := count.partition(page)
		if err != nil {
			return nil, page.call.malformed(page, err)
		}
		result.rows = append(result.rows, next.Data...)
	}
	return result, nil
}

// tally adds up what a result has held so far.
type tally struct{ limit, used bounds }

// partition counts a part of a result and decodes it.
func (t *tally) partition(r *reply) (set resultSet, err error) {
	t.used.bytes += int64(len(r.body))
	switch {
	case t.used.bytes > t.limit.bytes:
		return set, fmt.Errorf("%w: more than %d bytes", ErrListTooLarge, t.limit.bytes)
	case !r.isObject():
		return set, errors.New("it is not an object")
	}
	if err := json.Unmarshal(r.body, &set); err != nil {
		return set, err
	}
	if t.used.rows += len(set.Data); t.used.rows > t.limit.rows {
		return set, fmt.Errorf("%w: more than %d rows", ErrListTooLarge, t.limit.rows)
	}
	return set, nil
}

// pick returns the values of the columns in every row; NULL is empty.
func (t *table) pick(columns []string) ([][]string, error) {
	picked := make([][]string, len(t.rows))
	for _, column := range columns {
		at, ok := t.columns[strings.ToUpper(column)]
		if !ok {
			return nil, fmt.Errorf("it has no column %q", column)
		}
		for i, row := range t.rows {
			if at >= len(row) {
				return nil, fmt.Errorf("row %d is too short", i+1)
			}
			value := ""
			if row[at] != nil {
				value = *row[at]
			}
			picked[i] = append(picked[i], value)
		}
	}
	return picked, nil
}
