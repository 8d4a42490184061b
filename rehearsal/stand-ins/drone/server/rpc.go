package main

import (
	"crypto/subtle"
	"encoding/json"
	"io"
	"log"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// queue hands out stages that wait. It lives in the database; here is only who waits for the next one.
type queue struct {
	*store
	sync.Mutex
	news chan struct{}
}

func newQueue(s *store) *queue { return &queue{store: s, news: make(chan struct{})} }

func (q *queue) wake() {
	q.Lock()
	defer q.Unlock()
	close(q.news)
	q.news = make(chan struct{})
}

// watch ends what a runner forgot.
func (q *queue) watch() {
	for range time.Tick(time.Minute) {
		if _, err := q.Exec(`UPDATE stages SET status = 'pending', machine = '' WHERE status = 'running' AND seen < $1`,
			time.Now().Unix()-300); err != nil {
			log.Print("queue: ", err)
		}
	}
}

// next is the first stage that asks for just these labels.
func (q *queue) next(labels map[string]string) (int64, error) {
	rows, err := q.Query(`SELECT id, labels FROM stages WHERE status = 'pending' AND machine = '' ORDER BY id`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return 0, err
		}
		wanted := map[string]string{}
		_ = json.Unmarshal([]byte(text), &wanted)
		if maps.Equal(wanted, labels) {
			return id, nil
		}
	}
	return 0, rows.Err()
}

func (s *server) rpcRoutes(mux *http.ServeMux) {
	for pattern, answer := range map[string]func(w http.ResponseWriter, r *http.Request, id int64) error{
		"POST /rpc/v2/ping": func(w http.ResponseWriter, _ *http.Request, _ int64) error {
			w.WriteHeader(http.StatusNoContent)
			return nil
		},
		"POST /rpc/v2/stage":                 s.request,
		"POST /rpc/v2/stage/{id}":            s.accept,
		"GET /rpc/v2/stage/{id}":             s.details,
		"PUT /rpc/v2/stage/{id}":             s.updateStage,
		"PUT /rpc/v2/step/{id}":              s.updateStep,
		"POST /rpc/v2/step/{id}/logs/upload": s.upload,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if s.rpcSecret == "" || subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Drone-Token")), []byte(s.rpcSecret)) != 1 {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
			if err := answer(w, r, id); err != nil {
				log.Print(pattern, ": ", err)
				http.Error(w, err.Error(), http.StatusInternalServerError)
			}
		})
	}
}

func (s *server) request(w http.ResponseWriter, r *http.Request, _ int64) error {
	var filter struct {
		Labels map[string]string `json:"labels"`
	}
	if err := json.NewDecoder(r.Body).Decode(&filter); err != nil {
		return err
	}
	late := time.After(30 * time.Second)
	for {
		s.queue.Lock()
		news := s.queue.news
		s.queue.Unlock()
		id, err := s.queue.next(filter.Labels)
		if err != nil {
			return err
		}
		if id != 0 {
			writeJSON(w, stage{ID: id})
			return nil
		}
		select {
		case <-news:
		case <-r.Context().Done():
			return nil
		case <-late:
			w.WriteHeader(http.StatusNoContent)
			return nil
		}
	}
}

// accept gives a stage to the runner that comes first.
func (s *server) accept(w http.ResponseWriter, r *http.Request, id int64) error {
	result, err := s.store.Exec(`UPDATE stages SET machine = $2, seen = $3 WHERE id = $1 AND machine = ''`, id, r.FormValue("machine"),
		time.Now().Unix())
	if err != nil {
		return err
	}
	if count, _ := result.RowsAffected(); count == 0 {
		http.Error(w, "stage already assigned. abort.", http.StatusConflict)
	}
	return nil
}

func (s *server) details(w http.ResponseWriter, _ *http.Request, id int64) error {
	stages, err := s.store.stages("WHERE id = $1", id)
	if err != nil || len(stages) == 0 {
		w.WriteHeader(http.StatusNotFound)
		return err
	}
	builds, err := s.store.builds("WHERE id = $1", stages[0].BuildID)
	if err != nil {
		return err
	}
	b := builds[0]
	of, err := s.store.repo("WHERE id = $1", b.RepoID)
	if err != nil {
		return err
	}
	owner, err := s.store.user("WHERE id = $1", of.UserID)
	if err != nil {
		return err
	}
	secrets, err := s.secrets(of, b.Event == "pull_request")
	if err != nil {
		return err
	}
	var config string
	if err := s.store.QueryRow(`SELECT config FROM stages WHERE id = $1`, id).Scan(&config); err != nil {
		return err
	}
	forge, _ := url.Parse(s.gogs)
	writeJSON(w, map[string]any{"build": b, "repository": of, "stage": stages[0], "config": config, "secrets": secrets, "pull": b.Pull,
		"system": map[string]string{"proto": s.proto, "host": s.host, "link": s.link(), "version": version},
		"netrc":  map[string]string{"machine": forge.Hostname(), "login": owner.Token, "password": "x-oauth-basic"}})
	return nil
}

func (s *server) secrets(of *repo, pull bool) (map[string]string, error) {
	rows, err := s.store.Query(`SELECT name, data FROM secrets WHERE repo_id = $1 AND (pull_request OR NOT $2)`, of.ID, pull)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var name string
		var data []byte
		if err := rows.Scan(&name, &data); err != nil {
			return nil, err
		}
		if all[name], err = s.store.unseal(data); err != nil {
			return nil, err
		}
	}
	return all, rows.Err()
}

// updateStage notes how a stage stands, the first time together with its steps.
func (s *server) updateStage(w http.ResponseWriter, r *http.Request, id int64) error {
	var in stage
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return err
	}
	var buildID int64
	if err := s.store.QueryRow(`UPDATE stages SET status = $2, seen = $3, error = $4 WHERE id = $1 RETURNING build_id`, id, in.Status,
		time.Now().Unix(), in.Error).Scan(&buildID); err != nil {
		return err
	}
	for index := range in.Steps {
		one := &in.Steps[index]
		if one.ID == 0 {
			if err := s.store.QueryRow(`INSERT INTO steps (stage_id, number, name, status, exit_code, logs) VALUES ($1, $2, $3, $4, 0, '') RETURNING id`,
				id, one.Number, one.Name, one.Status).Scan(&one.ID); err != nil {
				return err
			}
		}
	}
	stages, err := s.store.stages("WHERE build_id = $1", buildID)
	if err != nil {
		return err
	}
	status := "success"
	for _, state := range []string{"pending", "running", "error", "failure"} {
		for _, one := range stages {
			if one.Status == state {
				status = state
			}
		}
	}
	if _, err := s.store.Exec(`UPDATE builds SET status = $2 WHERE id = $1`, buildID, status); err != nil {
		return err
	}
	writeJSON(w, in)
	return nil
}

func (s *server) updateStep(w http.ResponseWriter, r *http.Request, id int64) error {
	var in step
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return err
	}
	_, err := s.store.Exec(`UPDATE steps SET status = $2, exit_code = $3 WHERE id = $1`, id, in.Status, in.Exit)
	if err == nil {
		_, err = s.store.Exec(`UPDATE stages SET seen = $2 WHERE id = (SELECT stage_id FROM steps WHERE id = $1)`, id, time.Now().Unix())
	}
	writeJSON(w, in)
	return err
}

func (s *server) upload(_ http.ResponseWriter, r *http.Request, id int64) error {
	text, err := io.ReadAll(io.LimitReader(r.Body, 5<<20))
	if err != nil {
		return err
	}
	_, err = s.store.Exec(`UPDATE steps SET logs = $2 WHERE id = $1`, id, string(text))
	return err
}
