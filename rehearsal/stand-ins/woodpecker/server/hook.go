package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"strings"
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
	Repo remoteRepo `json:"repository"`
	Pull struct {
		Title string `json:"title"`
		Head  struct {
			Sha  string `json:"sha"`
			Repo struct {
				ID int64 `json:"id"`
			} `json:"repo"`
		} `json:"head"`
		Base struct {
			Ref string `json:"ref"`
		} `json:"base"`
	} `json:"pull_request"`
}

// pipeline is what an event asks for; nil if nothing.
func (h *hook) pipeline(event string) *pipeline {
	switch {
	case event == "push" && strings.Trim(h.After, "0") != "" && len(h.Commits) > 0:
		p := &pipeline{Event: "push", Commit: h.After, Ref: h.Ref, Branch: strings.TrimPrefix(h.Ref, "refs/heads/"), Message: h.Commits[0].Message}
		if strings.HasPrefix(h.Ref, "refs/tags/") {
			p.Event, p.Branch = "tag", h.Ref
		}
		return p
	case event == "pull_request" && (h.Action == "opened" || h.Action == "reopened" || strings.HasPrefix(h.Action, "synchroni")):
		return &pipeline{Event: "pull_request", Commit: h.Pull.Head.Sha, Ref: "refs/pull/" + itoa(h.Number) + "/head", Branch: h.Pull.Base.Ref,
			Message: h.Pull.Title, Pull: h.Number}
	}
	return nil
}

func (s *server) hook(w http.ResponseWriter, r *http.Request) {
	refuse := func(status int, why string) {
		log.Print("hook: ", why)
		http.Error(w, why, status)
	}
	token := r.URL.Query().Get("access_token")
	repo, err := s.store.repo("WHERE id = $1", signedID(token))
	if err != nil || !same(token, s.sign("hook", repo.ID, repo.Hash)) {
		refuse(http.StatusBadRequest, "failure to parse token from hook")
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 32<<20))
	if err != nil {
		refuse(http.StatusBadRequest, "failure to read hook")
		return
	}
	mac := hmac.New(sha256.New, []byte(repo.Hash))
	mac.Write(body)
	if !same(r.Header.Get("X-Gitea-Signature"), hex.EncodeToString(mac.Sum(nil))) {
		refuse(http.StatusBadRequest, "the hook is not signed by the forge")
		return
	}
	var h hook
	if err := json.Unmarshal(body, &h); err != nil || h.Repo.ID != repo.Remote {
		refuse(http.StatusBadRequest, "failure to parse hook")
		return
	}
	p := h.pipeline(r.Header.Get("X-Gitea-Event"))
	if p == nil || !repo.Active || strings.Contains(strings.ToLower(p.Message), "[skip ci]") {
		_, _ = io.WriteString(w, "ignoring hook")
		return
	}
	p.RepoID, p.Author = repo.ID, h.Sender.Login
	foreign := p.Event == "pull_request" && h.Pull.Head.Repo.ID != repo.Remote
	if err := s.start(repo, p, foreign); err != nil {
		refuse(http.StatusInternalServerError, err.Error())
		return
	}
	writeJSON(w, p)
}
