package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

var errNotFound = errors.New("not found")

var client = &http.Client{Timeout: time.Minute}

type oauthToken struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Expires int64  `json:"expires_in"`
}

type remoteRepo struct {
	ID       int64  `json:"id"`
	FullName string `json:"full_name"`
	Clone    string `json:"clone_url"`
	Private  bool   `json:"private"`
	Branch   string `json:"default_branch"`
	Rights   struct {
		Admin bool `json:"admin"`
		Push  bool `json:"push"`
		Pull  bool `json:"pull"`
	} `json:"permissions"`
}

func (s *server) authorizeURL(state string) string {
	return s.forgeURL + "/login/oauth/authorize?" + url.Values{"client_id": {s.client}, "response_type": {"code"}, "state": {state},
		"redirect_uri": {s.host + "/authorize"}}.Encode()
}

func (s *server) exchange(values url.Values) (*oauthToken, error) {
	values.Set("client_id", s.client)
	values.Set("client_secret", s.secret)
	answer, err := client.PostForm(s.forgeURL+"/login/oauth/access_token", values)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	token := &oauthToken{}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the forge gives no token: %s %s", answer.Status, body)
	}
	return token, json.Unmarshal(body, token)
}

// tokenOf returns what speaks in somebody's name, and asks for a new one if it is old.
func (s *server) tokenOf(u *user) (string, error) {
	if time.Now().Unix() < u.Expiry-60 {
		return u.Access, nil
	}
	token, err := s.exchange(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {u.Refresh}})
	if err != nil {
		return "", err
	}
	u.Access, u.Refresh, u.Expiry = token.Access, token.Refresh, time.Now().Unix()+token.Expires
	return u.Access, s.store.saveUser(u)
}

// api asks the forge in somebody's name; `out` may be a text.
func (s *server) api(token, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
	}
	request, err := http.NewRequest(method, s.forgeURL+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, 32<<20))
	switch {
	case err != nil:
		return err
	case answer.StatusCode == http.StatusNotFound:
		return errNotFound
	case answer.StatusCode > 299:
		return fmt.Errorf("%s %s: %s %.300s", method, path, answer.Status, data)
	}
	if text, ok := out.(*string); ok {
		*text = string(data)
		return nil
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(data, out)
}

// as is api in the name of a user.
func (s *server) as(u *user, method, path string, in, out any) error {
	token, err := s.tokenOf(u)
	if err != nil {
		return err
	}
	return s.api(token, method, path, in, out)
}

// activate has the forge tell of pushes and pull requests.
func (s *server) activate(u *user, r *repo) error {
	var hooks []struct {
		ID     int64             `json:"id"`
		Config map[string]string `json:"config"`
	}
	path := "/repos/" + r.FullName + "/hooks"
	if err := s.as(u, "GET", path, nil, &hooks); err != nil {
		return err
	}
	for _, hook := range hooks {
		if strings.HasPrefix(hook.Config["url"], s.host+"/") {
			if err := s.as(u, "DELETE", fmt.Sprintf("%s/%d", path, hook.ID), nil, nil); err != nil {
				return err
			}
		}
	}
	return s.as(u, "POST", path, map[string]any{
		"type": s.forge, "active": true, "events": []string{"push", "create", "pull_request", "release"},
		"config": map[string]string{"url": s.host + "/api/hook?access_token=" + s.sign("hook", r.ID, r.Hash), "content_type": "json",
			"secret": r.Hash},
	}, nil)
}

// configs are the files of a commit that say what to build, by name.
func (s *server) configs(u *user, r *repo, commit string) (map[string]string, error) {
	found := map[string]string{}
	var entries []struct{ Name, Path, Type string }
	err := s.as(u, "GET", "/repos/"+r.FullName+"/contents/.woodpecker?ref="+commit, nil, &entries)
	if err != nil && !errors.Is(err, errNotFound) {
		return nil, err
	}
	paths := []string{}
	for _, entry := range entries {
		if entry.Type == "file" && (strings.HasSuffix(entry.Name, ".yaml") || strings.HasSuffix(entry.Name, ".yml")) {
			paths = append(paths, entry.Path)
		}
	}
	if len(paths) == 0 {
		paths = []string{".woodpecker.yaml", ".woodpecker.yml"}
	}
	for _, path := range paths {
		var text string
		err := s.as(u, "GET", "/repos/"+r.FullName+"/raw/"+path+"?ref="+commit, nil, &text)
		if errors.Is(err, errNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		base := strings.TrimPrefix(path[strings.LastIndex(path, "/")+1:], ".")
		found[strings.TrimSuffix(strings.TrimSuffix(base, ".yaml"), ".yml")] = text
		if strings.HasPrefix(path, ".woodpecker.") {
			break
		}
	}
	return found, nil
}

// report tells the forge how a workflow of a commit stands.
func (s *server) report(u *user, r *repo, p *pipeline, name, state string) error {
	event := p.Event
	if event == "pull_request" {
		event = "pr"
	}
	states := map[string]string{"pending": "pending", "running": "pending", "blocked": "pending", "success": "success", "failure": "failure",
		"error": "error"}
	says := map[string]string{"pending": "Pipeline is pending", "running": "Pipeline is running", "success": "Pipeline was successful",
		"blocked": "Pipeline is pending approval"}
	return s.as(u, "POST", "/repos/"+r.FullName+"/statuses/"+p.Commit, map[string]string{
		"state": states[state], "description": or(says[state], "Pipeline failed"),
		"context":    strings.Join([]string{s.context, event, name}, "/"),
		"target_url": fmt.Sprintf("%s/repos/%d/pipeline/%d", s.host, r.ID, p.Number),
	}, nil)
}
