package provider

import "fmt"

const (
	filePathDescription = "Path of the file within the stage, like `in/orders.csv`: 1,024 bytes at most, without control characters, empty segments (`//`), `.` and `..`. " +
		"Every other character is meant as it is; nothing is percent-encoded."
	fileNamedPathDescription = filePathDescription + " With `file_url` it is the path that the URL names; with `scoped_url` it is null."
	fileURLDescription       = "File URL, instead of the names and `path`, like `https://acme-analytics.snowflakecomputing.com/api/files/ANALYTICS/RAW/LANDING/in/orders%2ecsv`: as Snowflake's " +
		"`BUILD_STAGE_FILE_URL`, a directory table or the function `stage_file_url` writes it. Its host must be the one of the provider's account, and is not asked if it is another one."
	scopedURLDescription = "Scoped URL, as Snowflake's `BUILD_SCOPED_FILE_URL` makes it, instead of the names and `path`. It works for 24 hours, and only for the user for whom it was made: " +
		"the provider has to sign in as that user."
	fileContentDescription = "Content as text. Null if it is not UTF-8. Terraform brings all text to Unicode's normal form C; `content_base64` has the bytes as they are."
	fileBase64Description  = "Content in Base64, with padding."
	fileSizeDescription    = "Size in bytes."
	fileSHA256Description  = "SHA-256 of the content in hexadecimal."
)

func fileMaxSizeDescription() string {
	return fmt.Sprintf("Number of bytes that the file may have, from 1 to %d (16 MiB); %d (4 MiB) by default. A larger one is an error, and no more than this is downloaded.",
		fileLargestSize, fileDefaultSize)
}

const fileEncryptionDescription = "The stage must be encrypted on the server's side (`SNOWFLAKE_SSE` for an internal stage): of one with `SNOWFLAKE_FULL` Snowflake gives the encrypted bytes, " +
	"which a warning tells as far as it can be told from them."
