package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"woodpecker/wire"
)

// told sends a message until the server has it; it may be away for a while.
func told(server *wire.Client, path string, message wire.Message) {
	for try := range 60 {
		_, err := server.Call(context.Background(), path, message)
		if err == nil {
			return
		}
		if try == 0 {
			log.Print(path, ": ", err)
		}
		time.Sleep(2 * time.Second)
	}
}

// execute runs the steps of a workflow, each in a container, all with one directory and one network.
func execute(ctx context.Context, server *wire.Client, flow *wire.Workflow) {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(flow.Minutes)*time.Minute)
	defer cancel()
	told(server, "/proto.Woodpecker/Init", wire.Message{ID: flow.ID})
	go func() {
		for range time.Tick(20 * time.Second) {
			if ctx.Err() != nil {
				return
			}
			_, _ = server.Call(ctx, "/proto.Woodpecker/Extend", wire.Message{ID: flow.ID})
		}
	}()
	state, problem := "success", ""
	if err := steps(ctx, server, flow); err != nil {
		state, problem = "failure", err.Error()
	}
	log.Printf("workflow %d of %s: %s %s", flow.ID, flow.Repo, state, problem)
	told(server, "/proto.Woodpecker/Done", wire.Message{ID: flow.ID, State: state, Log: problem})
}

func steps(ctx context.Context, server *wire.Client, flow *wire.Workflow) error {
	name := fmt.Sprintf("wp_%d", flow.ID)
	base, err := os.MkdirTemp("", name+"_")
	if err != nil {
		return err
	}
	volume := name + "_default"
	defer func() {
		for _, command := range [][]string{{"network", "rm", name}, {"volume", "rm", "--force", volume}} {
			_ = exec.Command("docker", command...).Run()
		}
		_ = os.RemoveAll(base)
	}()
	for _, command := range [][]string{{"network", "create", name}, {"volume", "create", volume}} {
		if output, err := exec.CommandContext(ctx, "docker", command...).CombinedOutput(); err != nil {
			return fmt.Errorf("docker %s: %w %s", command[0], err, output)
		}
	}
	// What the first container brings into the volume, as it is there below /woodpecker.
	source := filepath.Join(base, "files")
	checkout := filepath.Join(source, "src", flow.Repo)
	if err := os.MkdirAll(checkout, 0o755); err != nil {
		return err
	}
	if flow.Clone != "" {
		if err := clone(ctx, server, flow, base, checkout); err != nil {
			return fmt.Errorf("clone: %w", err)
		}
	}
	var failed error
	for index := range flow.Steps {
		step := &flow.Steps[index]
		if failed != nil && !step.Failure {
			continue
		}
		flow.Env["CI_PIPELINE_STATUS"] = "success"
		if failed != nil {
			flow.Env["CI_PIPELINE_STATUS"] = "failure"
		}
		if err := contain(ctx, server, flow, step, fmt.Sprintf("%s_%d", name, index), source); err != nil && failed == nil {
			failed = fmt.Errorf("%s: %w", step.Name, err)
		}
		source = ""
	}
	return failed
}

// clone fetches the commit with the machine's git.
func clone(ctx context.Context, server *wire.Client, flow *wire.Workflow, home, target string) error {
	if err := os.WriteFile(filepath.Join(home, ".netrc"), []byte(flow.Netrc), 0o600); err != nil {
		return err
	}
	var output bytes.Buffer
	defer func() {
		told(server, "/proto.Woodpecker/Log", wire.Message{ID: flow.ID, Step: "clone", Log: output.String() + "\n"})
	}()
	for _, arguments := range [][]string{{"init", "-q", target}, {"-C", target, "fetch", "-q", "--depth=1", flow.Clone, flow.Commit},
		{"-C", target, "checkout", "-q", flow.Commit}} {
		command := exec.CommandContext(ctx, "git", arguments...)
		command.Env = append(os.Environ(), "HOME="+home, "GIT_TERMINAL_PROMPT=0")
		command.Stdout, command.Stderr = &output, &output
		if err := command.Run(); err != nil {
			return fmt.Errorf("git %s: %w: %s", arguments[0], err, strings.TrimSpace(output.String()))
		}
	}
	return nil
}

// contain runs a step.
func contain(ctx context.Context, server *wire.Client, flow *wire.Workflow, step *wire.Step, name, source string) error {
	workspace := "/woodpecker/src/" + flow.Repo
	arguments := []string{"create", "--name", name, "--network", fmt.Sprintf("wp_%d", flow.ID),
		"--volume", fmt.Sprintf("wp_%d_default:/woodpecker", flow.ID), "--workdir", workspace}
	if step.Pull {
		arguments = append(arguments, "--pull=always")
	}
	variables := []string{"CI_WORKSPACE=" + workspace, "CI_STEP_NAME=" + step.Name}
	for _, set := range []map[string]string{flow.Env, step.Env} {
		for key, value := range set {
			variables = append(variables, key+"="+value)
		}
	}
	if len(step.Commands) > 0 {
		script := "set -e\n"
		for _, line := range step.Commands {
			script += "echo + '" + strings.ReplaceAll(line, "'", `'\''`) + "'\n" + line + "\n"
		}
		variables = append(variables, "CI_SCRIPT="+base64.StdEncoding.EncodeToString([]byte(script)))
		arguments = append(arguments, "--entrypoint", "/bin/sh")
	}
	for _, variable := range variables {
		arguments = append(arguments, "--env", strings.SplitN(variable, "=", 2)[0])
	}
	arguments = append(arguments, step.Image)
	if len(step.Commands) > 0 {
		arguments = append(arguments, "-c", "echo $CI_SCRIPT | base64 -d | /bin/sh -e")
	}
	create := exec.CommandContext(ctx, "docker", arguments...)
	create.Env = append(os.Environ(), variables...)
	if output, err := create.CombinedOutput(); err != nil {
		return fmt.Errorf("docker create: %w %s", err, strings.TrimSpace(string(output)))
	}
	defer func() { _ = exec.Command("docker", "rm", "--force", name).Run() }()
	if source != "" {
		if output, err := exec.CommandContext(ctx, "docker", "cp", source+"/.", name+":/woodpecker").CombinedOutput(); err != nil {
			return fmt.Errorf("docker cp: %w %s", err, strings.TrimSpace(string(output)))
		}
	}
	output, err := exec.CommandContext(ctx, "docker", "start", "--attach", name).CombinedOutput()
	if len(output) > 4<<20 {
		output = output[:4<<20]
	}
	told(server, "/proto.Woodpecker/Log", wire.Message{ID: flow.ID, Step: step.Name, Log: string(output) + "\n"})
	return err
}
