// Stand-in for Woodpecker's agent.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"woodpecker/wire"
)

// version is set when it is built.
var version = "0.0.0"

func env(name, otherwise string) string {
	if file := os.Getenv(name + "_FILE"); file != "" {
		if content, err := os.ReadFile(file); err == nil {
			return strings.TrimSpace(string(content))
		}
	}
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func main() {
	log.SetFlags(0)
	if len(os.Args) > 1 && os.Args[1] == "--version" {
		fmt.Println("woodpecker-agent version " + version)
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	if backend := env("WOODPECKER_BACKEND", "docker"); backend != "docker" && backend != "auto-detect" {
		return errors.New("the stand-in knows the backend docker only, got " + backend)
	}
	hostname, _ := os.Hostname()
	hostname = env("WOODPECKER_HOSTNAME", hostname)
	labels := map[string]string{"hostname": hostname, "platform": "linux/amd64", "backend": "docker", "repo": "*"}
	for _, pair := range strings.Split(env("WOODPECKER_AGENT_LABELS", ""), ",") {
		if key, value, ok := strings.Cut(pair, "="); ok {
			labels[key] = value
		}
	}
	capacity, err := strconv.Atoi(env("WOODPECKER_MAX_WORKFLOWS", "1"))
	if err != nil {
		return err
	}
	server := wire.Dial(env("WOODPECKER_SERVER", "localhost:9000"), env("WOODPECKER_GRPC_SECURE", "") == "true",
		env("WOODPECKER_GRPC_VERIFY", "true") == "true")
	agent, err := enter(ctx, server)
	if err != nil {
		return fmt.Errorf("can't enter %s: %w", server.Base, err)
	}
	if _, err := server.Call(ctx, "/proto.Woodpecker/RegisterAgent", wire.Message{Name: hostname, Labels: labels, Capacity: capacity}); err != nil {
		return err
	}
	if env("WOODPECKER_HEALTHCHECK", "true") == "true" {
		http.HandleFunc("/healthz", func(http.ResponseWriter, *http.Request) {})
		go func() { log.Fatal(http.ListenAndServe(env("WOODPECKER_HEALTHCHECK_ADDR", ":3000"), nil)) }()
	}
	log.Printf("starting stand-in for Woodpecker agent with version '%s' and backend 'docker' using platform 'linux/amd64' running up to %d pipelines in parallel, agent %d",
		version, capacity, agent)
	var all sync.WaitGroup
	failed := make(chan error, capacity)
	for range capacity {
		all.Go(func() { failed <- work(ctx, server, labels) })
	}
	err = <-failed
	if ctx.Err() != nil {
		all.Wait()
		return nil
	}
	return err
}

// enter proves to the server that we know the secret, and keeps the number it gives.
func enter(ctx context.Context, server *wire.Client) (int64, error) {
	file := env("WOODPECKER_AGENT_CONFIG_FILE", "/etc/woodpecker/agent.conf")
	var config struct {
		AgentID int64 `json:"agent_id"`
	}
	if content, err := os.ReadFile(file); err == nil {
		_ = json.Unmarshal(content, &config)
	}
	var answer wire.Message
	var err error
	for try := 0; try < 5; try++ {
		answer, err = server.Call(ctx, "/proto.WoodpeckerAuth/Auth", wire.Message{Token: env("WOODPECKER_AGENT_SECRET", ""), AgentID: config.AgentID})
		var status *wire.Error
		if err == nil || errors.As(err, &status) && status.Code == wire.Unauthenticated {
			break
		}
		time.Sleep(2 * time.Second)
	}
	if err != nil {
		return 0, err
	}
	server.Token = answer.Token
	config.AgentID = answer.AgentID
	content, _ := json.Marshal(config)
	return answer.AgentID, os.WriteFile(file, content, 0o600)
}

// work runs one workflow after the other until it is told to stop, or the server is away for two minutes.
func work(ctx context.Context, server *wire.Client, labels map[string]string) error {
	heard := time.Now()
	for ctx.Err() == nil {
		answer, err := server.Call(ctx, "/proto.Woodpecker/Next", wire.Message{Labels: labels})
		var status *wire.Error
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.As(err, &status) && status.Code == wire.Unauthenticated, err != nil && time.Since(heard) > 2*time.Minute:
			return err
		case err != nil:
			log.Print("next: ", err)
			time.Sleep(2 * time.Second)
			continue
		}
		heard = time.Now()
		if answer.Workflow != nil {
			execute(ctx, server, answer.Workflow)
		}
	}
	return nil
}
