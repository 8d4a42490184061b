package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		if err := s.store.PingContext(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, map[string]string{"source": "stand-in", "version": version})
	})
	mux.HandleFunc("GET /authorize", s.login)
	mux.HandleFunc("GET /logout", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: cookieName, Path: "/", MaxAge: -1})
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /web-config.js", s.webConfig)
	mux.HandleFunc("POST /api/hook", s.hook)
	mux.HandleFunc("GET /api/user", s.known(func(w http.ResponseWriter, _ *http.Request, u *user) {
		writeJSON(w, map[string]any{"id": u.ID, "login": u.Login, "admin": s.admins[u.Login]})
	}))
	mux.HandleFunc("POST /api/user/token", s.known(func(w http.ResponseWriter, _ *http.Request, u *user) {
		_, _ = io.WriteString(w, s.sign("token", u.ID, u.Hash))
	}))
	mux.HandleFunc("GET /api/user/repos", s.known(s.listRepos))
	// A mux of its own: the name of a repository may look like one of the other addresses.
	lookup := http.NewServeMux()
	lookup.Handle("/", mux)
	lookup.HandleFunc("GET /api/repos/lookup/{name...}", s.known(func(w http.ResponseWriter, r *http.Request, u *user) {
		found, err := s.store.repo("WHERE full_name = $1", r.PathValue("name"))
		if err != nil || !s.mayPush(u, found) {
			http.NotFound(w, r)
			return
		}
		writeJSON(w, repoJSON(found))
	}))
	mux.HandleFunc("POST /api/repos", s.known(s.enable))
	mux.HandleFunc("GET /api/agents", s.known(s.listAgents))
	mux.HandleFunc("GET /api/repos/{repo}/pipelines", s.ofRepo(func(w http.ResponseWriter, _ *http.Request, _ *user, r *repo) {
		all, _ := s.store.pipelines("WHERE repo_id = $1", r.ID)
		writeJSON(w, all)
	}))
	mux.HandleFunc("POST /api/repos/{repo}/pipelines", s.ofRepo(s.manual))
	mux.HandleFunc("GET /api/repos/{repo}/pipelines/{number}", s.ofPipeline(func(w http.ResponseWriter, p *pipeline) {
		p.Flows, _ = s.store.workflows(p.ID)
		writeJSON(w, p)
	}))
	mux.HandleFunc("POST /api/repos/{repo}/pipelines/{number}/approve", s.ofPipeline(func(w http.ResponseWriter, p *pipeline) {
		_, _ = s.store.Exec(`UPDATE pipelines SET status = 'pending' WHERE id = $1 AND status = 'blocked'`, p.ID)
		s.queue.wake()
		writeJSON(w, p)
	}))
	mux.HandleFunc("GET /api/repos/{repo}/logs/{number}", s.ofPipeline(s.logs))
	mux.HandleFunc("POST /api/repos/{repo}/secrets", s.ofRepo(s.addSecret))
	mux.HandleFunc("GET /", s.page)
	return lookup
}

// known is for people who signed in.
func (s *server) known(answer func(w http.ResponseWriter, r *http.Request, u *user)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		u := s.person(r)
		if u == nil {
			http.Error(w, "User not authorized", http.StatusUnauthorized)
			return
		}
		answer(w, r, u)
	}
}

// mayPush asks the forge, in that person's name.
func (s *server) mayPush(u *user, r *repo) bool {
	var remote remoteRepo
	return s.as(u, "GET", "/repos/"+r.FullName, nil, &remote) == nil && remote.Rights.Push
}

// ofRepo is for people who may push to the repository.
func (s *server) ofRepo(answer func(w http.ResponseWriter, r *http.Request, u *user, of *repo)) http.HandlerFunc {
	return s.known(func(w http.ResponseWriter, r *http.Request, u *user) {
		id, _ := strconv.ParseInt(r.PathValue("repo"), 10, 64)
		found, err := s.store.repo("WHERE id = $1", id)
		if err != nil || !s.mayPush(u, found) {
			http.NotFound(w, r)
			return
		}
		answer(w, r, u, found)
	})
}

func (s *server) ofPipeline(answer func(w http.ResponseWriter, p *pipeline)) http.HandlerFunc {
	return s.ofRepo(func(w http.ResponseWriter, r *http.Request, _ *user, of *repo) {
		number, _ := strconv.ParseInt(r.PathValue("number"), 10, 64)
		found, err := s.store.pipelines("WHERE repo_id = $1 AND number = $2", of.ID, number)
		if err != nil || len(found) == 0 {
			http.NotFound(w, r)
			return
		}
		answer(w, &found[0])
	})
}

func repoJSON(r *repo) map[string]any {
	return map[string]any{"id": r.ID, "forge_remote_id": itoa(r.Remote), "full_name": r.FullName, "active": r.Active, "private": r.Private}
}

func (s *server) listRepos(w http.ResponseWriter, _ *http.Request, u *user) {
	var all []remoteRepo
	if err := s.as(u, "GET", "/user/repos?limit=50", nil, &all); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	out := []map[string]any{}
	for _, remote := range all {
		known, err := s.store.repo("WHERE remote = $1", remote.ID)
		if err != nil {
			known = &repo{Remote: remote.ID, FullName: remote.FullName, Private: remote.Private}
		}
		out = append(out, repoJSON(known))
	}
	writeJSON(w, out)
}

func (s *server) enable(w http.ResponseWriter, r *http.Request, u *user) {
	var remote remoteRepo
	id, _ := strconv.ParseInt(r.FormValue("forge_remote_id"), 10, 64)
	err := s.as(u, "GET", fmt.Sprintf("/repositories/%d", id), nil, &remote)
	if err != nil || !remote.Rights.Admin {
		http.Error(w, "User has to be a admin of this repository", http.StatusForbidden)
		return
	}
	found := &repo{Remote: remote.ID, FullName: remote.FullName, Clone: remote.Clone, Private: remote.Private, UserID: u.ID, Active: true}
	if err = s.store.saveRepo(found); err == nil {
		err = s.activate(u, found)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeJSON(w, repoJSON(found))
}

func (s *server) manual(w http.ResponseWriter, r *http.Request, u *user, of *repo) {
	var in struct{ Branch string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	var branch struct {
		Commit struct{ ID, Message string }
	}
	if err := s.as(u, "GET", "/repos/"+of.FullName+"/branches/"+or(in.Branch, "main"), nil, &branch); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	p := &pipeline{RepoID: of.ID, Event: "manual", Commit: branch.Commit.ID, Ref: "refs/heads/" + or(in.Branch, "main"),
		Branch: or(in.Branch, "main"), Author: u.Login, Message: branch.Commit.Message}
	if err := s.start(of, p, false); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeJSON(w, p)
}

func (s *server) addSecret(w http.ResponseWriter, r *http.Request, _ *user, of *repo) {
	var in struct {
		Name, Value string
		Events      []string
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Name == "" || in.Value == "" || len(in.Events) == 0 {
		http.Error(w, "name, value and events are needed", http.StatusUnprocessableEntity)
		return
	}
	_, err := s.store.Exec(`INSERT INTO secrets VALUES ($1, $2, $3, $4) ON CONFLICT (repo_id, name) DO UPDATE SET value = $3, events = $4`,
		of.ID, strings.ToLower(in.Name), in.Value, strings.Join(in.Events, ","))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeJSON(w, map[string]any{"name": in.Name, "events": in.Events})
}

func (s *server) listAgents(w http.ResponseWriter, r *http.Request, u *user) {
	if !s.admins[u.Login] {
		http.Error(w, "User not authorized", http.StatusForbidden)
		return
	}
	rows, err := s.store.QueryContext(r.Context(), `SELECT id, name, labels, capacity, last_contact FROM agents ORDER BY id`)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer rows.Close()
	all := []map[string]any{}
	for rows.Next() {
		var id, capacity, contact int64
		var name, labels string
		if rows.Scan(&id, &name, &labels, &capacity, &contact) == nil {
			all = append(all, map[string]any{"id": id, "name": name, "custom_labels": json.RawMessage(labels), "capacity": capacity, "last_contact": contact})
		}
	}
	writeJSON(w, all)
}

func (s *server) logs(w http.ResponseWriter, p *pipeline) {
	rows, err := s.store.Query(`SELECT l.step, l.data FROM logs l JOIN workflows f ON f.id = l.workflow_id WHERE f.pipeline_id = $1 ORDER BY l.id`, p.ID)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer rows.Close()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	for rows.Next() {
		var step, data string
		if rows.Scan(&step, &data) == nil {
			fmt.Fprintf(w, "[%s] %s", step, data)
		}
	}
}
