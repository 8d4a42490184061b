package main

import (
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	_ "github.com/lib/pq"
)

const schema = `
CREATE TABLE IF NOT EXISTS keys (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE IF NOT EXISTS users (id bigserial PRIMARY KEY, login text UNIQUE NOT NULL, access text NOT NULL, refresh text NOT NULL,
  expiry bigint NOT NULL, hash text NOT NULL);
CREATE TABLE IF NOT EXISTS repos (id bigserial PRIMARY KEY, remote bigint UNIQUE NOT NULL, full_name text NOT NULL, clone text NOT NULL,
  private boolean NOT NULL, user_id bigint NOT NULL, hash text NOT NULL, active boolean NOT NULL);
CREATE TABLE IF NOT EXISTS secrets (repo_id bigint NOT NULL, name text NOT NULL, value text NOT NULL, events text NOT NULL,
  PRIMARY KEY (repo_id, name));
CREATE TABLE IF NOT EXISTS pipelines (id bigserial PRIMARY KEY, repo_id bigint NOT NULL, number bigint NOT NULL, event text NOT NULL,
  sha text NOT NULL, ref text NOT NULL, branch text NOT NULL, author text NOT NULL, message text NOT NULL, pull bigint NOT NULL,
  status text NOT NULL, created bigint NOT NULL, UNIQUE (repo_id, number));
CREATE TABLE IF NOT EXISTS workflows (id bigserial PRIMARY KEY, pipeline_id bigint NOT NULL, name text NOT NULL, state text NOT NULL,
  labels text NOT NULL, payload text NOT NULL, agent_id bigint NOT NULL, seen bigint NOT NULL, error text NOT NULL);
CREATE TABLE IF NOT EXISTS logs (id bigserial PRIMARY KEY, workflow_id bigint NOT NULL, step text NOT NULL, data text NOT NULL);
CREATE TABLE IF NOT EXISTS agents (id bigserial PRIMARY KEY, name text NOT NULL, labels text NOT NULL, capacity bigint NOT NULL,
  last_contact bigint NOT NULL);
`

type store struct{ *sql.DB }

type user struct {
	ID                           int64
	Login, Access, Refresh, Hash string
	Expiry                       int64
}

type repo struct {
	ID, Remote, UserID int64
	FullName, Clone    string
	Private, Active    bool
	Hash               string
}

type pipeline struct {
	ID      int64      `json:"id"`
	RepoID  int64      `json:"-"`
	Number  int64      `json:"number"`
	Event   string     `json:"event"`
	Commit  string     `json:"commit"`
	Ref     string     `json:"ref"`
	Branch  string     `json:"branch"`
	Author  string     `json:"author"`
	Message string     `json:"message"`
	Pull    int64      `json:"-"`
	Status  string     `json:"status"`
	Created int64      `json:"created"`
	Flows   []workflow `json:"workflows,omitempty"`
}

type workflow struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	State string `json:"state"`
	Agent int64  `json:"agent_id"`
	Error string `json:"error,omitempty"`
}

func openStore(driver, source string) (*store, error) {
	if driver != "postgres" {
		return nil, errors.New("the stand-in keeps its data in PostgreSQL only, got " + driver)
	}
	db, err := sql.Open("postgres", source)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(10)
	if _, err := db.Exec(schema); err != nil {
		return nil, err
	}
	return &store{db}, nil
}

func random(bytes int) string {
	value := make([]byte, bytes)
	_, _ = rand.Read(value)
	return hex.EncodeToString(value)
}

// key signs sessions and the addresses of webhooks.
func (s *store) key() ([]byte, error) {
	if _, err := s.Exec(`INSERT INTO keys VALUES ('jwt-secret', $1) ON CONFLICT DO NOTHING`, random(32)); err != nil {
		return nil, err
	}
	var value string
	err := s.QueryRow(`SELECT value FROM keys WHERE name = 'jwt-secret'`).Scan(&value)
	return []byte(value), err
}

const userFields = `SELECT id, login, access, refresh, expiry, hash FROM users `

func (s *store) user(where string, value any) (*user, error) {
	u := &user{}
	return u, s.QueryRow(userFields+where, value).Scan(&u.ID, &u.Login, &u.Access, &u.Refresh, &u.Expiry, &u.Hash)
}

func (s *store) saveUser(u *user) error {
	return s.QueryRow(`INSERT INTO users (login, access, refresh, expiry, hash) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (login) DO UPDATE SET access = $2, refresh = $3, expiry = $4 RETURNING id, hash`,
		u.Login, u.Access, u.Refresh, u.Expiry, random(32)).Scan(&u.ID, &u.Hash)
}

const repoFields = `SELECT id, remote, full_name, clone, private, user_id, hash, active FROM repos `

func (s *store) repo(where string, value any) (*repo, error) {
	r := &repo{}
	return r, s.QueryRow(repoFields+where, value).
		Scan(&r.ID, &r.Remote, &r.FullName, &r.Clone, &r.Private, &r.UserID, &r.Hash, &r.Active)
}

func (s *store) saveRepo(r *repo) error {
	return s.QueryRow(`INSERT INTO repos (remote, full_name, clone, private, user_id, hash, active) VALUES ($1, $2, $3, $4, $5, $6, true)
		ON CONFLICT (remote) DO UPDATE SET full_name = $2, clone = $3, private = $4, user_id = $5, active = true RETURNING id, hash`,
		r.Remote, r.FullName, r.Clone, r.Private, r.UserID, random(32)).Scan(&r.ID, &r.Hash)
}

func (s *store) repos() ([]repo, error) {
	rows, err := s.Query(repoFields + `WHERE active ORDER BY full_name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []repo{}
	for rows.Next() {
		var r repo
		if err := rows.Scan(&r.ID, &r.Remote, &r.FullName, &r.Clone, &r.Private, &r.UserID, &r.Hash, &r.Active); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

func (s *store) addPipeline(p *pipeline) error {
	p.Created = time.Now().Unix()
	return s.QueryRow(`INSERT INTO pipelines (repo_id, number, event, sha, ref, branch, author, message, pull, status, created)
		SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM pipelines WHERE repo_id = $1 RETURNING id, number`,
		p.RepoID, p.Event, p.Commit, p.Ref, p.Branch, p.Author, p.Message, p.Pull, p.Status, p.Created).Scan(&p.ID, &p.Number)
}

func (s *store) pipelines(where string, values ...any) ([]pipeline, error) {
	rows, err := s.Query(`SELECT id, repo_id, number, event, sha, ref, branch, author, message, pull, status, created FROM pipelines `+
		where+` ORDER BY number DESC LIMIT 50`, values...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []pipeline{}
	for rows.Next() {
		var p pipeline
		if err := rows.Scan(&p.ID, &p.RepoID, &p.Number, &p.Event, &p.Commit, &p.Ref, &p.Branch, &p.Author, &p.Message, &p.Pull,
			&p.Status, &p.Created); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

func (s *store) workflows(pipeline int64) ([]workflow, error) {
	rows, err := s.Query(`SELECT id, name, state, agent_id, error FROM workflows WHERE pipeline_id = $1 ORDER BY id`, pipeline)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []workflow{}
	for rows.Next() {
		var w workflow
		if err := rows.Scan(&w.ID, &w.Name, &w.State, &w.Agent, &w.Error); err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, rows.Err()
}

func (s *store) addWorkflow(pipeline int64, name string, labels map[string]string, payload any) (int64, error) {
	l, _ := json.Marshal(labels)
	p, _ := json.Marshal(payload)
	var id int64
	return id, s.QueryRow(`INSERT INTO workflows (pipeline_id, name, state, labels, payload, agent_id, seen, error)
		VALUES ($1, $2, 'pending', $3, $4, 0, 0, '') RETURNING id`, pipeline, name, string(l), string(p)).Scan(&id)
}
