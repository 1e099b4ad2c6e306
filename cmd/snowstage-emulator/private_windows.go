package main

import "os"

const openFlags = os.O_RDONLY
