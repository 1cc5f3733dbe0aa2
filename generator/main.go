// Command gongbao makes the public reporting site of a court.
package main

import (
	"os"

	"gongbao/generator/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr)) }
