// Command gogs answers to the command line, the configuration file and the HTTP addresses of Gogs, and has the work done by Gitea, whose
// program lies beside it. See README.md.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// version is the release of Gogs that is played; set when the program is built.
var version = "0.14.3"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gogs:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	command, flags, operands := parse(args)
	switch command {
	case "", "help":
		if flags["version"] != "" || flags["v"] != "" {
			fmt.Println("Gogs version", version)
			return nil
		}
		fmt.Println("a stand-in for Gogs " + version + ": web, serv, backup, admin create-user, admin rewrite-authorized-keys")
		return nil
	case "web":
		return web(flags)
	case "serv":
		return become(flags, append([]string{"serv"}, operands...)...)
	case "backup":
		archive := flags["archive-name"]
		if archive == "" {
			archive = "gogs-backup.zip"
		}
		return become(flags, "dump", "--type", "zip", "--file", filepath.Join(flags["target"], archive))
	case "admin create-user":
		return createUser(flags)
	case "admin rewrite-authorized-keys":
		return become(flags, "admin", "regenerate", "keys")
	}
	return fmt.Errorf("the stand-in doesn't know the command %q", command)
}

// parse splits a command line into the command, its flags (--name value, --name=value, -c value) and what is left.
func parse(args []string) (command string, flags map[string]string, operands []string) {
	flags = map[string]string{}
	alone := map[string]bool{"admin": true, "version": true, "v": true, "verbose": true, "database-only": true, "exclude-repos": true}
	var words []string
	for i := 0; i < len(args); i++ {
		if !strings.HasPrefix(args[i], "-") {
			words = append(words, args[i])
			continue
		}
		name, value, given := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		if !given && !alone[name] && i+1 < len(args) {
			i++
			value = args[i]
		} else if !given {
			value = "true"
		}
		if short := map[string]string{"c": "config", "p": "port", "t": "target"}[name]; short != "" {
			name = short
		}
		flags[name] = value
	}
	if len(words) == 0 {
		return "", flags, nil
	}
	if words[0] == "admin" && len(words) > 1 {
		return "admin " + words[1], flags, words[2:]
	}
	return words[0], flags, words[1:]
}

func createUser(flags map[string]string) error {
	for _, name := range []string{"name", "password", "email"} {
		if flags[name] == "" {
			return fmt.Errorf("%s is not specified", name)
		}
	}
	args := []string{"admin", "user", "create", "--must-change-password=false"}
	args = append(args, "--username="+flags["name"], "--password="+flags["password"], "--email="+flags["email"])
	if flags["admin"] == "true" {
		args = append(args, "--admin")
	}
	gitea, err := giteaCommand(flags, args...)
	if err != nil {
		return err
	}
	output, err := gitea.CombinedOutput()
	if err != nil {
		return fmt.Errorf("CreateUser: %s", strings.TrimSpace(string(output)))
	}
	fmt.Printf("New user '%s' has been successfully created!\n", flags["name"])
	return nil
}

// become replaces this process by Gitea.
func become(flags map[string]string, args ...string) error {
	gitea, err := giteaCommand(flags, args...)
	if err != nil {
		return err
	}
	return syscall.Exec(gitea.Path, gitea.Args, gitea.Env)
}

// giteaCommand is Gitea's program with the translated configuration.
func giteaCommand(flags map[string]string, args ...string) (*exec.Cmd, error) {
	config, err := translate(flags)
	if err != nil {
		return nil, err
	}
	gitea, err := beside("gitea")
	if err != nil {
		return nil, err
	}
	command := exec.Command(gitea, append([]string{"--config", config.file, "--work-path", config.workDirectory}, args...)...)
	command.Env = os.Environ()
	if os.Getenv("HOME") == "" {
		command.Env = append(command.Env, "HOME="+config.workDirectory)
	}
	return command, nil
}

// beside finds a program in the directory of this one, as it was called or else as it really is.
func beside(name string) (string, error) {
	called, err := program()
	if err != nil {
		return "", err
	}
	found := filepath.Join(filepath.Dir(called), name)
	if _, err := os.Stat(found); err == nil {
		return found, nil
	}
	own, err := os.Executable()
	if err != nil {
		return "", err
	}
	found = filepath.Join(filepath.Dir(own), name)
	_, err = os.Stat(found)
	return found, err
}
