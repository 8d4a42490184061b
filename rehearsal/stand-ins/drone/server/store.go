package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"time"

	_ "github.com/lib/pq"
)

const schema = `
CREATE TABLE IF NOT EXISTS users (id bigserial PRIMARY KEY, login text UNIQUE NOT NULL, token text NOT NULL, email text NOT NULL,
  hash text NOT NULL, admin boolean NOT NULL);
CREATE TABLE IF NOT EXISTS repos (id bigserial PRIMARY KEY, slug text UNIQUE NOT NULL, clone text NOT NULL, private boolean NOT NULL,
  user_id bigint NOT NULL, signer text NOT NULL, active boolean NOT NULL);
CREATE TABLE IF NOT EXISTS perms (user_id bigint NOT NULL, repo_id bigint NOT NULL, admin boolean NOT NULL, push boolean NOT NULL,
  PRIMARY KEY (user_id, repo_id));
CREATE TABLE IF NOT EXISTS secrets (repo_id bigint NOT NULL, name text NOT NULL, data bytea NOT NULL, pull_request boolean NOT NULL,
  PRIMARY KEY (repo_id, name));
CREATE TABLE IF NOT EXISTS builds (id bigserial PRIMARY KEY, repo_id bigint NOT NULL, number bigint NOT NULL, event text NOT NULL,
  sha text NOT NULL, ref text NOT NULL, target text NOT NULL, author text NOT NULL, message text NOT NULL, pull bigint NOT NULL,
  status text NOT NULL, created bigint NOT NULL, UNIQUE (repo_id, number));
CREATE TABLE IF NOT EXISTS stages (id bigserial PRIMARY KEY, build_id bigint NOT NULL, number bigint NOT NULL, name text NOT NULL,
  status text NOT NULL, labels text NOT NULL, config text NOT NULL, machine text NOT NULL, seen bigint NOT NULL, error text NOT NULL);
CREATE TABLE IF NOT EXISTS steps (id bigserial PRIMARY KEY, stage_id bigint NOT NULL, number bigint NOT NULL, name text NOT NULL,
  status text NOT NULL, exit_code bigint NOT NULL, logs text NOT NULL);
`

// store is the database; secrets in it are encrypted if there is a key.
type store struct {
	*sql.DB
	key []byte
}

type user struct {
	ID    int64  `json:"id"`
	Login string `json:"login"`
	Token string `json:"-"`
	Email string `json:"email"`
	Hash  string `json:"-"`
	Admin bool   `json:"admin"`
}

type repo struct {
	ID      int64  `json:"id"`
	Slug    string `json:"slug"`
	Clone   string `json:"git_http_url"`
	Private bool   `json:"private"`
	UserID  int64  `json:"user_id"`
	Signer  string `json:"-"`
	Active  bool   `json:"active"`
}

type build struct {
	ID      int64   `json:"id"`
	RepoID  int64   `json:"repo_id"`
	Number  int64   `json:"number"`
	Event   string  `json:"event"`
	After   string  `json:"after"`
	Ref     string  `json:"ref"`
	Target  string  `json:"target"`
	Author  string  `json:"author_login"`
	Message string  `json:"message"`
	Pull    int64   `json:"-"`
	Status  string  `json:"status"`
	Created int64   `json:"created"`
	Stages  []stage `json:"stages,omitempty"`
}

type stage struct {
	ID      int64  `json:"id"`
	BuildID int64  `json:"build_id"`
	Number  int64  `json:"number"`
	Name    string `json:"name"`
	Status  string `json:"status"`
	Machine string `json:"machine"`
	Error   string `json:"error,omitempty"`
	Steps   []step `json:"steps"`
}

type step struct {
	ID     int64  `json:"id"`
	Number int64  `json:"number"`
	Name   string `json:"name"`
	Status string `json:"status"`
	Exit   int64  `json:"exit_code"`
}

func random(bytes int) string {
	value := make([]byte, bytes)
	_, _ = rand.Read(value)
	return hex.EncodeToString(value)
}

func openStore(driver, source, secret string) (*store, error) {
	if driver != "postgres" {
		return nil, errors.New("the stand-in keeps its data in PostgreSQL only, got " + driver)
	}
	if secret != "" && len(secret) != 32 {
		return nil, errors.New("DRONE_DATABASE_SECRET must have 32 characters")
	}
	db, err := sql.Open("postgres", source)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(10)
	_, err = db.Exec(schema)
	return &store{db, []byte(secret)}, err
}

func (s *store) seal(text string) ([]byte, error) {
	if len(s.key) == 0 {
		return []byte(text), nil
	}
	block, err := aes.NewCipher(s.key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return gcm.Seal(nil, nil, []byte(text), nil), nil
}

func (s *store) unseal(data []byte) (string, error) {
	if len(s.key) == 0 {
		return string(data), nil
	}
	block, err := aes.NewCipher(s.key)
	if err != nil {
		return "", err
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return "", err
	}
	text, err := gcm.Open(nil, nil, data, nil)
	return string(text), err
}

func (s *store) user(where string, value any) (*user, error) {
	u := &user{}
	return u, s.QueryRow(`SELECT id, login, token, email, hash, admin FROM users `+where, value).
		Scan(&u.ID, &u.Login, &u.Token, &u.Email, &u.Hash, &u.Admin)
}

func (s *store) saveUser(u *user) error {
	return s.QueryRow(`INSERT INTO users (login, token, email, hash, admin) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (login) DO UPDATE SET token = $2, email = $3, hash = $4, admin = $5 RETURNING id`,
		u.Login, u.Token, u.Email, u.Hash, u.Admin).Scan(&u.ID)
}

func (s *store) repo(where string, value any) (*repo, error) {
	r := &repo{}
	return r, s.QueryRow(`SELECT id, slug, clone, private, user_id, signer, active FROM repos `+where, value).
		Scan(&r.ID, &r.Slug, &r.Clone, &r.Private, &r.UserID, &r.Signer, &r.Active)
}

func (s *store) addBuild(b *build) error {
	b.Created = time.Now().Unix()
	return s.QueryRow(`INSERT INTO builds (repo_id, number, event, sha, ref, target, author, message, pull, status, created)
		SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM builds WHERE repo_id = $1 RETURNING id, number`,
		b.RepoID, b.Event, b.After, b.Ref, b.Target, b.Author, b.Message, b.Pull, b.Status, b.Created).Scan(&b.ID, &b.Number)
}

func (s *store) builds(where string, values ...any) ([]build, error) {
	rows, err := s.Query(`SELECT id, repo_id, number, event, sha, ref, target, author, message, pull, status, created FROM builds `+where+
		` ORDER BY number DESC LIMIT 50`, values...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []build{}
	for rows.Next() {
		var b build
		if err := rows.Scan(&b.ID, &b.RepoID, &b.Number, &b.Event, &b.After, &b.Ref, &b.Target, &b.Author, &b.Message, &b.Pull, &b.Status,
			&b.Created); err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, rows.Err()
}

func (s *store) stages(where string, value any) ([]stage, error) {
	rows, err := s.Query(`SELECT id, build_id, number, name, status, machine, error FROM stages `+where+` ORDER BY number`, value)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []stage{}
	for rows.Next() {
		var t stage
		if err := rows.Scan(&t.ID, &t.BuildID, &t.Number, &t.Name, &t.Status, &t.Machine, &t.Error); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for index := range all {
		steps, err := s.steps(all[index].ID)
		if err != nil {
			return nil, err
		}
		all[index].Steps = steps
	}
	return all, nil
}

func (s *store) steps(stage int64) ([]step, error) {
	rows, err := s.Query(`SELECT id, number, name, status, exit_code FROM steps WHERE stage_id = $1 ORDER BY number`, stage)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []step{}
	for rows.Next() {
		var one step
		if err := rows.Scan(&one.ID, &one.Number, &one.Name, &one.Status, &one.Exit); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
