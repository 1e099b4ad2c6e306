package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/snowstage/terraform-provider-snowstage/internal/client"
)

// loadEventModel is what became of one file, as the load report and the load history tell it.
type loadEventModel struct {
	Path                types.String `tfsdk:"path"`
	StageLocation       types.String `tfsdk:"stage_location"`
	FileSize            types.Int64  `tfsdk:"file_size"`
	TimeReceived        types.String `tfsdk:"time_received"`
	LastInsertTime      types.String `tfsdk:"last_insert_time"`
	RowsInserted        types.Int64  `tfsdk:"rows_inserted"`
	RowsParsed          types.Int64  `tfsdk:"rows_parsed"`
	ErrorsSeen          types.Int64  `tfsdk:"errors_seen"`
	ErrorLimit          types.Int64  `tfsdk:"error_limit"`
	FirstError          types.String `tfsdk:"first_error"`
	FirstErrorLine      types.Int64  `tfsdk:"first_error_line"`
	FirstErrorCharacter types.Int64  `tfsdk:"first_error_character"`
	FirstErrorColumn    types.String `tfsdk:"first_error_column"`
	SystemError         types.String `tfsdk:"system_error"`
	Complete            types.Bool   `tfsdk:"complete"`
	Status              types.String `tfsdk:"status"`
}

func loadEventsAttribute(order string) schema.ListNestedAttribute {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	number := func(description string) schema.Int64Attribute {
		return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
	}
	return schema.ListNestedAttribute{
		Computed:            true,
		MarkdownDescription: "What became of each file, " + order + ".",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"path":                  text("Path of the file, relative to `stage_location`."),
			"stage_location":        text("Where the pipe copies from: the id of an internal stage, or the URL of an external one."),
			"file_size":             number("Size of the file in bytes."),
			"time_received":         text("When Snowpipe was sent the file, in RFC 3339, like `2026-09-05T17:59:21.453Z`."),
			"last_insert_time":      text("When rows of the file were last inserted, in RFC 3339. Null if none were."),
			"rows_inserted":         number("Rows of the file that are in the table."),
			"rows_parsed":           number("Rows of the file that were read."),
			"errors_seen":           number("Errors in the file."),
			"error_limit":           number("Number of errors by which the file fails, after the pipe's `ON_ERROR`."),
			"first_error":           text("Message of the first error. Null if there was none."),
			"first_error_line":      number("Line of the first error, the first line being 1. Null if there was none, or Snowflake tells no line."),
			"first_error_character": number("Position of the first error in its line. Null if there was none, or Snowflake tells no position."),
			"first_error_column":    text("Name of the column of the first error. Null if there was none, or Snowflake tells no column."),
			"system_error":          text("What went wrong on Snowflake's side. Null if nothing did."),
			"complete":              schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the file was loaded as a whole."},
			"status":                text("`LOAD_IN_PROGRESS`, `LOADED`, `PARTIALLY_LOADED` or `LOAD_FAILED`."),
		}},
	}
}

func newLoadEvents(files []client.LoadedFile) []loadEventModel {
	events := make([]loadEventModel, 0, len(files))
	for _, file := range files {
		events = append(events, loadEventModel{
			Path:                types.StringValue(file.Path),
			StageLocation:       types.StringValue(file.StageLocation),
			FileSize:            types.Int64Value(file.FileSize),
			TimeReceived:        textOrNull(&file.TimeReceived),
			LastInsertTime:      textOrNull(&file.LastInsertTime),
			RowsInserted:        types.Int64Value(file.RowsInserted),
			RowsParsed:          types.Int64Value(file.RowsParsed),
			ErrorsSeen:          types.Int64Value(file.ErrorsSeen),
			ErrorLimit:          types.Int64Value(file.ErrorLimit),
			FirstError:          textOrNull(&file.FirstError),
			FirstErrorLine:      countedFromOne(file.FirstErrorLine),
			FirstErrorCharacter: countedFromOne(file.FirstErrorCharacter),
			FirstErrorColumn:    textOrNull(&file.FirstErrorColumn),
			SystemError:         textOrNull(&file.SystemError),
			Complete:            types.BoolValue(file.Complete),
			Status:              types.StringValue(string(file.Status)),
		})
	}
	return events
}

// countedFromOne takes a zero for a number that was not sent.
func countedFromOne(n int64) types.Int64 {
	if n <= 0 {
		return types.Int64Null()
	}
	return types.Int64Value(n)
}
