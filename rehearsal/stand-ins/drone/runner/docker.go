package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// engine is Docker, by its socket.
type engine struct{ http *http.Client }

func newEngine(socket string) *engine {
	return &engine{&http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}}}
}

func (e *engine) send(ctx context.Context, method, path string, in any) ([]byte, error) {
	var body io.Reader
	kind := "application/json"
	switch value := in.(type) {
	case nil:
	case io.Reader:
		body, kind = value, "application/x-tar"
	default:
		data, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(data)
	}
	request, err := http.NewRequestWithContext(ctx, method, "http://docker"+path, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", kind)
	answer, err := e.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode > 399 {
		err = fmt.Errorf("docker: %s %s", answer.Status, strings.TrimSpace(string(data)))
	}
	return data, err
}

func (e *engine) call(ctx context.Context, method, path string, in, out any) error {
	data, err := e.send(ctx, method, path, in)
	if err != nil || out == nil {
		return err
	}
	return json.Unmarshal(data, out)
}

// fetch takes an image from its registry, unless it is here or must be new.
func (e *engine) fetch(ctx context.Context, image, pull string) error {
	if !strings.Contains(image[strings.LastIndex(image, "/")+1:], ":") && !strings.Contains(image, "@") {
		image += ":latest"
	}
	here := e.call(ctx, "GET", "/images/"+image+"/json", nil, nil) == nil
	latest := strings.HasSuffix(image, ":latest")
	if pull == "never" || here && (pull == "if-not-exists" || pull == "" && !latest) {
		return nil
	}
	data, err := e.send(ctx, "POST", "/images/create?fromImage="+url.QueryEscape(image), nil)
	if err == nil && bytes.Contains(data, []byte(`"error"`)) {
		err = fmt.Errorf("docker: the image %s can't be fetched: %.300s", image, data[bytes.LastIndexByte(bytes.TrimSpace(data), '\n')+1:])
	}
	return err
}

// container is what a step runs in.
type container struct {
	Image      string         `json:"Image"`
	Entrypoint []string       `json:"Entrypoint,omitempty"`
	Cmd        []string       `json:"Cmd,omitempty"`
	Env        []string       `json:"Env"`
	WorkingDir string         `json:"WorkingDir"`
	HostConfig map[string]any `json:"HostConfig"`
}

func (e *engine) create(ctx context.Context, name string, c container) error {
	return e.call(ctx, "POST", "/containers/create?name="+name, c, nil)
}

// run starts a container, waits for its end and returns its exit code and what it printed.
func (e *engine) run(ctx context.Context, name string) (int64, string, error) {
	if err := e.call(ctx, "POST", "/containers/"+name+"/start", nil, nil); err != nil {
		return 0, "", err
	}
	var end struct {
		StatusCode int64
	}
	if err := e.call(ctx, "POST", "/containers/"+name+"/wait", nil, &end); err != nil {
		return 0, "", err
	}
	data, err := e.send(ctx, "GET", "/containers/"+name+"/logs?stdout=1&stderr=1", nil)
	var text strings.Builder
	// Each piece says in eight bytes where it comes from and how long it is.
	for len(data) >= 8 {
		size := min(int(binary.BigEndian.Uint32(data[4:8])), len(data)-8)
		text.Write(data[8 : 8+size])
		data = data[8+size:]
	}
	return end.StatusCode, text.String(), err
}

func (e *engine) remove(paths ...string) {
	for _, path := range paths {
		_, _ = e.send(context.Background(), "DELETE", path, nil)
	}
}
