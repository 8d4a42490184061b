// Stand-in for the image of ownCloud Classic: one program under the names of those in the image that are used.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// version is set when it is built.
var version = "0.0.0"

// code is where ownCloud is in its image.
const code = "/var/www/owncloud"

func main() {
	var err error
	switch name := filepath.Base(os.Args[0]); name {
	case "entrypoint":
		// The real one prepares the environment and then becomes its arguments, too.
		if len(os.Args) < 2 {
			err = fmt.Errorf("nothing to run")
			break
		}
		err = syscall.Exec(os.Args[1], os.Args[1:], os.Environ())
	case "server":
		err = serve()
	case "occ":
		os.Exit(occ(os.Args[1:]))
	default:
		err = fmt.Errorf("the stand-in knows no program %s", name)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
