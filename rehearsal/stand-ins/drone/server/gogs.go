package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

var client = &http.Client{Timeout: time.Minute}

type gogsRepo struct {
	FullName string `json:"full_name"`
	Clone    string `json:"clone_url"`
	Private  bool   `json:"private"`
	Rights   struct {
		Admin bool `json:"admin"`
		Push  bool `json:"push"`
	} `json:"permissions"`
}

// ask asks Gogs; `sign` says in whose name, `out` may be a text.
func (s *server) ask(sign func(*http.Request), method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
	}
	request, err := http.NewRequest(method, s.gogs+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	sign(request)
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, 32<<20))
	if err != nil {
		return err
	}
	if answer.StatusCode > 299 {
		return errors.New(http.StatusText(answer.StatusCode))
	}
	if text, ok := out.(*string); ok {
		*text = string(data)
		return nil
	}
	if out == nil || len(data) == 0 {
		return nil
	}
	return json.Unmarshal(data, out)
}

func token(value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "token "+value) }
}

func password(login, word string) func(*http.Request) {
	return func(r *http.Request) { r.SetBasicAuth(login, word) }
}

// findToken takes the token called drone of an account, or makes it. Gogs shows its value once only: what is found later is empty.
func (s *server) findToken(login, word string) (string, error) {
	type entry struct {
		Name string `json:"name"`
		Sha1 string `json:"sha1"`
	}
	var all []entry
	if err := s.ask(password(login, word), "GET", "/users/"+login+"/tokens", nil, &all); err != nil {
		return "", err
	}
	for _, one := range all {
		if one.Name == "drone" {
			return one.Sha1, nil
		}
	}
	var made entry
	err := s.ask(password(login, word), "POST", "/users/"+login+"/tokens", entry{Name: "drone"}, &made)
	return made.Sha1, err
}

// sync reads which repositories somebody may work with.
func (s *server) sync(u *user) error {
	var all []gogsRepo
	if err := s.ask(token(u.Token), "GET", "/user/repos", nil, &all); err != nil {
		return err
	}
	if _, err := s.store.Exec(`DELETE FROM perms WHERE user_id = $1`, u.ID); err != nil {
		return err
	}
	for _, remote := range all {
		var id int64
		err := s.store.QueryRow(`INSERT INTO repos (slug, clone, private, user_id, signer, active) VALUES ($1, $2, $3, 0, $4, false)
			ON CONFLICT (slug) DO UPDATE SET clone = $2, private = $3 RETURNING id`, remote.FullName, remote.Clone, remote.Private, random(16)).Scan(&id)
		if err == nil {
			_, err = s.store.Exec(`INSERT INTO perms VALUES ($1, $2, $3, $4)`, u.ID, id, remote.Rights.Admin, remote.Rights.Push)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// activate has Gogs tell of pushes and pull requests.
func (s *server) activate(u *user, r *repo) error {
	var hooks []struct {
		ID     int64             `json:"id"`
		Config map[string]string `json:"config"`
	}
	path := "/repos/" + r.Slug + "/hooks"
	if err := s.ask(token(u.Token), "GET", path, nil, &hooks); err != nil {
		return err
	}
	for _, hook := range hooks {
		if strings.HasPrefix(hook.Config["url"], s.link()+"/") {
			if err := s.ask(token(u.Token), "DELETE", fmt.Sprintf("%s/%d", path, hook.ID), nil, nil); err != nil {
				return err
			}
		}
	}
	return s.ask(token(u.Token), "POST", path, map[string]any{"type": "gogs", "active": true, "events": []string{"push", "create", "pull_request"},
		"config": map[string]string{"url": s.link() + "/hook", "secret": r.Signer, "content_type": "json"}}, nil)
}
