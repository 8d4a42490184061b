package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// web runs Gitea on a socket of its own and answers in its place, as Gogs would.
func web(flags map[string]string) error {
	config, err := translate(flags)
	if err != nil {
		return err
	}
	gitea, err := giteaCommand(flags, "web")
	if err != nil {
		return err
	}
	gitea.Stdout, gitea.Stderr = os.Stdout, os.Stderr
	gitea.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	listener, err := listen(config, flags["port"])
	if err != nil {
		return err
	}
	if err := gitea.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- gitea.Wait() }()
	server := &http.Server{Handler: front(config), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	return supervise(gitea, server, ended)
}

// supervise ends Gitea when it is told to end, and ends when Gitea does.
func supervise(gitea *exec.Cmd, server *http.Server, ended <-chan error) error {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	for asked := false; ; {
		select {
		case <-signals:
			asked = true
			patience, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			_ = server.Shutdown(patience)
			cancel()
			_ = gitea.Process.Signal(syscall.SIGTERM)
		case err := <-ended:
			if asked {
				return nil
			}
			return fmt.Errorf("Gitea ended: %v", err)
		}
	}
}

func listen(config *config, port string) (net.Listener, error) {
	address := config.gogs.get("server", "HTTP_ADDR", defaultAddress)
	if config.gogs.get("server", "PROTOCOL", "http") == "unix" {
		_ = os.Remove(address)
		listener, err := net.Listen("unix", address)
		if err != nil {
			return nil, err
		}
		mode, err := strconv.ParseUint(config.gogs.get("server", "UNIX_SOCKET_PERMISSION", "666"), 8, 32)
		if err != nil {
			return nil, err
		}
		return listener, os.Chmod(address, os.FileMode(mode))
	}
	if port == "" {
		port = config.gogs.get("server", "HTTP_PORT", defaultPort)
	}
	return net.Listen("tcp", net.JoinHostPort(address, port))
}

// front passes requests on to Gitea, but for what differs.
func front(config *config) http.Handler {
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", config.socket)
	}}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "gitea"})
	proxy.Transport = transport
	proxy.FlushInterval = -1
	proxy.ModifyResponse = answerAsGogs
	return http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		if request.URL.Path == "/healthcheck" {
			healthcheck(answer, transport)
			return
		}
		if missing(request) {
			http.NotFound(answer, request)
			return
		}
		if err := askAsGitea(request); err != nil {
			http.Error(answer, err.Error(), http.StatusBadRequest)
			return
		}
		proxy.ServeHTTP(answer, request)
	})
}

func healthcheck(answer http.ResponseWriter, gitea http.RoundTripper) {
	client := http.Client{Transport: gitea, Timeout: 10 * time.Second}
	found, err := client.Get("http://gitea/api/healthz")
	if err == nil {
		found.Body.Close()
	}
	if err != nil || found.StatusCode != http.StatusOK {
		http.Error(answer, "* Database connection: not yet", http.StatusInternalServerError)
		return
	}
	fmt.Fprintln(answer, "* Database connection: OK")
}
