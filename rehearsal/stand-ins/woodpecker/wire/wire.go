// Package wire is what server and agent say to each other: calls with the paths, the framing, the metadata and the status of
// gRPC, so that they need what gRPC needs of a proxy. The messages inside are JSON and not protobuf.
package wire

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// Statuses of gRPC that are used.
const (
	Unknown         = 2
	Unauthenticated = 16
)

// Error is a status of gRPC.
type Error struct {
	Code    int
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("status %d: %s", e.Code, e.Message) }

// Workflow is what an agent runs.
type Workflow struct {
	ID      int64             `json:"id"`
	Repo    string            `json:"repo"`
	Clone   string            `json:"clone"`
	Netrc   string            `json:"netrc"`
	Commit  string            `json:"commit"`
	Ref     string            `json:"ref"`
	Minutes int               `json:"minutes"`
	Env     map[string]string `json:"env"`
	Steps   []Step            `json:"steps"`
}

// Step is one container.
type Step struct {
	Name     string            `json:"name"`
	Image    string            `json:"image"`
	Commands []string          `json:"commands"`
	Env      map[string]string `json:"env"`
	Pull     bool              `json:"pull"`
	Failure  bool              `json:"failure"`
}

// Messages. A call uses the fields it needs.
type Message struct {
	Token    string            `json:"token,omitempty"`
	AgentID  int64             `json:"agent_id,omitempty"`
	Name     string            `json:"name,omitempty"`
	Labels   map[string]string `json:"labels,omitempty"`
	Capacity int               `json:"capacity,omitempty"`
	Workflow *Workflow         `json:"workflow,omitempty"`
	ID       int64             `json:"id,omitempty"`
	Step     string            `json:"step,omitempty"`
	State    string            `json:"state,omitempty"`
	Log      string            `json:"log,omitempty"`
}

func frame(message any) ([]byte, error) {
	body, err := json.Marshal(message)
	if err != nil {
		return nil, err
	}
	head := make([]byte, 5)
	binary.BigEndian.PutUint32(head[1:], uint32(len(body)))
	return append(head, body...), nil
}

func unframe(reader io.Reader, message any) error {
	head := make([]byte, 5)
	if _, err := io.ReadFull(reader, head); err != nil {
		return err
	}
	size := binary.BigEndian.Uint32(head[1:])
	if head[0] != 0 || size > 64<<20 {
		return errors.New("not a frame of gRPC")
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(reader, body); err != nil {
		return err
	}
	return json.Unmarshal(body, message)
}

// Handle answers a call.
func Handle(answer func(r *http.Request, in Message) (Message, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/grpc")
		w.Header().Set("Trailer", "Grpc-Status, Grpc-Message")
		var in, out Message
		var err error
		if r.ProtoMajor != 2 {
			err = &Error{Unknown, "gRPC needs HTTP/2"}
		} else if err = unframe(r.Body, &in); err == nil {
			out, err = answer(r, in)
		}
		if err == nil {
			var body []byte
			if body, err = frame(out); err == nil {
				_, _ = w.Write(body)
			}
		}
		var status *Error
		switch {
		case err == nil:
			w.Header().Set("Grpc-Status", "0")
		case errors.As(err, &status):
			w.Header().Set("Grpc-Status", fmt.Sprint(status.Code))
			w.Header().Set("Grpc-Message", url.PathEscape(status.Message))
		default:
			w.Header().Set("Grpc-Status", fmt.Sprint(Unknown))
			w.Header().Set("Grpc-Message", url.PathEscape(err.Error()))
		}
	}
}

// Client calls a server.
type Client struct {
	Base  string
	Token string
	HTTP  *http.Client
}

// Dial makes a client; without `secure` it speaks HTTP/2 in the clear.
func Dial(server string, secure, verify bool) *Client {
	protocols := new(http.Protocols)
	protocols.SetHTTP2(true)
	scheme := "https"
	if !secure {
		protocols.SetUnencryptedHTTP2(true)
		scheme = "http"
	}
	transport := &http.Transport{Protocols: protocols, TLSClientConfig: &tls.Config{InsecureSkipVerify: !verify}}
	return &Client{Base: scheme + "://" + server, HTTP: &http.Client{Transport: transport}}
}

// Call sends a message and returns the answer.
func (c *Client) Call(ctx context.Context, path string, in Message) (Message, error) {
	var out Message
	body, err := frame(in)
	if err != nil {
		return out, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Base+path, bytes.NewReader(body))
	if err != nil {
		return out, err
	}
	request.Header.Set("Content-Type", "application/grpc")
	request.Header.Set("TE", "trailers")
	request.Header.Set("Token", c.Token)
	answer, err := c.HTTP.Do(request)
	if err != nil {
		return out, err
	}
	defer answer.Body.Close()
	payload, err := io.ReadAll(answer.Body)
	if err != nil {
		return out, err
	}
	status := answer.Trailer.Get("Grpc-Status")
	if status == "" {
		status = answer.Header.Get("Grpc-Status")
	}
	if answer.StatusCode != http.StatusOK || status == "" {
		return out, &Error{Unknown, "no answer of gRPC, but " + answer.Status}
	}
	if status != "0" {
		code := Unknown
		_, _ = fmt.Sscan(status, &code)
		text := answer.Trailer.Get("Grpc-Message") + answer.Header.Get("Grpc-Message")
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
		return out, &Error{code, text}
	}
	return out, unframe(bytes.NewReader(payload), &out)
}
