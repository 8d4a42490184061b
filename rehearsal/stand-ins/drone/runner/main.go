// Stand-in for Drone's runner for Docker.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"path"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// version is set when it is built.
var version = "0.0.0"

var errTurnedAway = errors.New("the server turns this runner away")

type runner struct {
	base, secret, name string
	labels             map[string]string
	repos              []string
	docker             *engine
	http               *http.Client
}

func main() {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	r := &runner{base: os.Getenv("DRONE_RPC_PROTO") + "://" + os.Getenv("DRONE_RPC_HOST"), secret: os.Getenv("DRONE_RPC_SECRET"),
		name: os.Getenv("DRONE_RUNNER_NAME"), labels: map[string]string{}, docker: newEngine("/var/run/docker.sock"),
		http: &http.Client{Timeout: 5 * time.Minute}}
	for _, pair := range strings.Split(os.Getenv("DRONE_RUNNER_LABELS"), ",") {
		if key, value, ok := strings.Cut(pair, ":"); ok {
			r.labels[key] = value
		}
	}
	for _, repo := range strings.Split(os.Getenv("DRONE_LIMIT_REPOS"), ",") {
		if repo != "" {
			r.repos = append(r.repos, repo)
		}
	}
	capacity, _ := strconv.Atoi(os.Getenv("DRONE_RUNNER_CAPACITY"))
	if capacity < 1 {
		capacity = 2
	}
	if err := r.docker.call(ctx, "GET", "/_ping", nil, nil); err != nil {
		log.Fatal("cannot ping the docker daemon: ", err)
	}
	for {
		err := r.call(ctx, "POST", "/rpc/v2/ping", nil, nil)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			log.Fatal("cannot ping the remote server: ", err)
		}
		log.Print("cannot ping the remote server: ", err)
		time.Sleep(time.Second)
	}
	log.Printf("successfully pinged the remote server; stand-in for the runner %s starts polling, capacity %d", version, capacity)
	var all sync.WaitGroup
	for range capacity {
		all.Go(func() { r.poll(ctx) })
	}
	all.Wait()
}

// call speaks to the server; an answer without content leaves `out` alone.
func (r *runner) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if text, ok := in.(string); ok {
		body = strings.NewReader(text)
	} else if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
	}
	request, err := http.NewRequestWithContext(ctx, method, r.base+path, body)
	if err != nil {
		return err
	}
	request.Header.Set("X-Drone-Token", r.secret)
	answer, err := r.http.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, 32<<20))
	switch {
	case err != nil:
		return err
	case answer.StatusCode == http.StatusUnauthorized:
		return errTurnedAway
	case answer.StatusCode > 299:
		return fmt.Errorf("%s %s: %s %.200s", method, path, answer.Status, data)
	case answer.StatusCode == http.StatusNoContent || out == nil || len(data) == 0:
		return nil
	}
	return json.Unmarshal(data, out)
}

// tell is call until it works, for what must not get lost.
func (r *runner) tell(method, path string, in, out any) {
	for range 60 {
		err := r.call(context.Background(), method, path, in, out)
		if err == nil {
			return
		}
		log.Print(err)
		time.Sleep(2 * time.Second)
	}
}

func (r *runner) poll(ctx context.Context) {
	for ctx.Err() == nil {
		var stage struct {
			ID int64 `json:"id"`
		}
		err := r.call(ctx, "POST", "/rpc/v2/stage", map[string]any{"kind": "pipeline", "type": "docker", "os": "linux", "arch": "amd64",
			"labels": r.labels}, &stage)
		if err != nil && ctx.Err() == nil {
			log.Print("cannot request a stage: ", err)
			time.Sleep(10 * time.Second)
		}
		if stage.ID == 0 {
			continue
		}
		if err := r.call(ctx, "POST", fmt.Sprintf("/rpc/v2/stage/%d?machine=%s", stage.ID, r.name), nil, nil); err != nil {
			continue
		}
		r.execute(ctx, stage.ID)
	}
}

// serves tells whether this runner builds a repository.
func (r *runner) serves(slug string) bool {
	for _, pattern := range r.repos {
		if ok, _ := path.Match(pattern, slug); ok {
			return true
		}
	}
	return len(r.repos) == 0
}
