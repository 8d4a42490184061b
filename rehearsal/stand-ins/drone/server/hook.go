package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

type hook struct {
	Ref     string `json:"ref"`
	After   string `json:"after"`
	Action  string `json:"action"`
	Number  int64  `json:"number"`
	Commits []struct {
		Message string `json:"message"`
	} `json:"commits"`
	Sender struct {
		Login string `json:"login"`
	} `json:"sender"`
	Repo gogsRepo `json:"repository"`
	Pull struct {
		Title      string   `json:"title"`
		HeadBranch string   `json:"head_branch"`
		BaseBranch string   `json:"base_branch"`
		HeadRepo   gogsRepo `json:"head_repo"`
		Head       struct {
			Ref  string   `json:"ref"`
			Repo gogsRepo `json:"repo"`
		} `json:"head"`
		Base struct {
			Ref string `json:"ref"`
		} `json:"base"`
	} `json:"pull_request"`
}

func first(values ...string) string {
	index := slices.IndexFunc(values, func(value string) bool { return value != "" })
	if index < 0 {
		return ""
	}
	return values[index]
}

// build is what an event asks for; nil if nothing. Gogs doesn't say which commit a pull request has: its branch does.
func (s *server) build(event string, h *hook, owner *user) (*build, error) {
	switch {
	case event == "push" && strings.Trim(h.After, "0") != "" && len(h.Commits) > 0:
		b := &build{Event: "push", After: h.After, Ref: h.Ref, Target: strings.TrimPrefix(h.Ref, "refs/heads/"), Message: h.Commits[0].Message}
		if strings.HasPrefix(h.Ref, "refs/tags/") {
			b.Event, b.Target = "tag", strings.TrimPrefix(h.Ref, "refs/tags/")
		}
		return b, nil
	case event == "pull_request" && (h.Action == "opened" || h.Action == "reopened" || strings.HasPrefix(h.Action, "synchroni")):
		from := first(h.Pull.HeadRepo.FullName, h.Pull.Head.Repo.FullName, h.Repo.FullName)
		var branch struct {
			Commit struct {
				ID string `json:"id"`
			} `json:"commit"`
		}
		err := s.ask(token(owner.Token), "GET", "/repos/"+from+"/branches/"+first(h.Pull.HeadBranch, h.Pull.Head.Ref), nil, &branch)
		return &build{Event: "pull_request", After: branch.Commit.ID, Ref: fmt.Sprintf("refs/pull/%d/head", h.Number),
			Target: first(h.Pull.BaseBranch, h.Pull.Base.Ref), Message: h.Pull.Title, Pull: h.Number}, err
	}
	return nil, nil
}

func (s *server) hook(w http.ResponseWriter, r *http.Request) {
	refuse := func(status int, why string) {
		log.Print("hook: ", why)
		http.Error(w, why, status)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 32<<20))
	var h hook
	if err != nil || json.Unmarshal(body, &h) != nil {
		refuse(http.StatusBadRequest, "cannot parse webhook")
		return
	}
	found, err := s.store.repo("WHERE slug = $1", h.Repo.FullName)
	if err != nil {
		refuse(http.StatusNotFound, "cannot find repository "+h.Repo.FullName)
		return
	}
	mac := hmac.New(sha256.New, []byte(found.Signer))
	mac.Write(body)
	if !hmac.Equal([]byte(r.Header.Get("X-Gogs-Signature")), []byte(hex.EncodeToString(mac.Sum(nil)))) {
		refuse(http.StatusBadRequest, "Invalid webhook signature")
		return
	}
	owner, err := s.store.user("WHERE id = $1", found.UserID)
	if err != nil || !found.Active {
		_, _ = io.WriteString(w, "inactive")
		return
	}
	b, err := s.build(r.Header.Get("X-Gogs-Event"), &h, owner)
	if err == nil && b != nil && !strings.Contains(strings.ToLower(b.Message), "[ci skip]") {
		b.RepoID, b.Author = found.ID, h.Sender.Login
		err = s.start(found, b, owner)
	}
	if err != nil {
		refuse(http.StatusInternalServerError, err.Error())
		return
	}
	writeJSON(w, b)
}

// trigger is when a pipeline runs; `node` says where.
type pipeline struct {
	Kind    string            `yaml:"kind"`
	Type    string            `yaml:"type"`
	Name    string            `yaml:"name"`
	Node    map[string]string `yaml:"node"`
	Trigger struct {
		Event  yaml.Node `yaml:"event"`
		Branch yaml.Node `yaml:"branch"`
	} `yaml:"trigger"`
}

// allows tells whether a text or a list of texts names a value, or nothing at all.
func allows(node yaml.Node, value string) bool {
	var many []string
	if node.Kind == yaml.ScalarNode {
		many = []string{node.Value}
	} else {
		_ = node.Decode(&many)
	}
	return len(many) == 0 || slices.Contains(many, value)
}

// start has a commit built: one stage for each pipeline in its .drone.yml.
func (s *server) start(r *repo, b *build, owner *user) error {
	var text string
	if err := s.ask(token(owner.Token), "GET", "/repos/"+r.Slug+"/raw/"+b.After+"/.drone.yml", nil, &text); err != nil {
		return fmt.Errorf("cannot find yaml: %w", err)
	}
	b.Status = "pending"
	var stages []pipeline
	decoder := yaml.NewDecoder(strings.NewReader(text))
	for {
		var one pipeline
		err := decoder.Decode(&one)
		if err == io.EOF {
			break
		}
		if err != nil {
			b.Status, b.Message = "error", b.Message+"\n"+err.Error()
			break
		}
		if one.Kind == "pipeline" && allows(one.Trigger.Event, b.Event) && allows(one.Trigger.Branch, b.Target) {
			stages = append(stages, one)
		}
	}
	if len(stages) == 0 && b.Status != "error" {
		return nil
	}
	if err := s.store.addBuild(b); err != nil {
		return err
	}
	for index, one := range stages {
		labels, _ := json.Marshal(one.Node)
		if _, err := s.store.Exec(`INSERT INTO stages (build_id, number, name, status, labels, config, machine, seen, error)
			VALUES ($1, $2, $3, 'pending', $4, $5, '', 0, '')`, b.ID, index+1, first(one.Name, "default"), string(labels), text); err != nil {
			return err
		}
	}
	s.queue.wake()
	return nil
}
