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
	"net/url"
	"strconv"
	"strings"
)

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "OK") })
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, map[string]string{"source": "stand-in", "version": version})
	})
	mux.HandleFunc("GET /login", s.login)
	mux.HandleFunc("POST /login", s.login)
	mux.HandleFunc("GET /login/form", func(w http.ResponseWriter, _ *http.Request) {
		page(w, `<form method="POST" action="/login"><input type="text" name="username"><input type="password" name="password"><input type="submit"></form>`)
	})
	mux.HandleFunc("GET /login/error", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		page(w, "<p>Login failed.</p>")
	})
	mux.HandleFunc("GET /logout", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "_session_", Path: "/", MaxAge: -1})
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.HandleFunc("POST /hook", s.hook)
	s.rpcRoutes(mux)
	mux.HandleFunc("GET /api/user", s.known(func(w http.ResponseWriter, _ *http.Request, u *user) error { writeJSON(w, u); return nil }))
	mux.HandleFunc("POST /api/user/repos", s.known(func(w http.ResponseWriter, r *http.Request, u *user) error {
		if err := s.sync(u); err != nil {
			return err
		}
		return s.listRepos(w, r, u)
	}))
	mux.HandleFunc("GET /api/user/repos", s.known(s.listRepos))
	mux.HandleFunc("POST /api/repos/{owner}/{name}", s.ofRepo(true, func(w http.ResponseWriter, _ *http.Request, u *user, of *repo) error {
		of.UserID, of.Active = u.ID, true
		if _, err := s.store.Exec(`UPDATE repos SET user_id = $2, active = true WHERE id = $1`, of.ID, u.ID); err != nil {
			return err
		}
		if err := s.activate(u, of); err != nil {
			return err
		}
		writeJSON(w, of)
		return nil
	}))
	mux.HandleFunc("GET /api/repos/{owner}/{name}/builds", s.ofRepo(false, func(w http.ResponseWriter, _ *http.Request, _ *user, of *repo) error {
		all, err := s.store.builds("WHERE repo_id = $1", of.ID)
		writeJSON(w, all)
		return err
	}))
	mux.HandleFunc("GET /api/repos/{owner}/{name}/builds/{number}", s.ofRepo(false, s.showBuild))
	mux.HandleFunc("GET /api/repos/{owner}/{name}/builds/{number}/logs/{stage}/{step}", s.ofRepo(false, s.showLogs))
	mux.HandleFunc("POST /api/repos/{owner}/{name}/secrets", s.ofRepo(true, s.addSecret))
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		if s.person(r) == nil {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		page(w, "<p>Signed in.</p>")
	})
	return mux
}

func page(w http.ResponseWriter, content string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Drone</title></head>\n<body><h1>Drone</h1><p>This is a stand-in for it.</p>%s</body></html>\n", content)
}

// login takes the name and the password of an account at Gogs.
func (s *server) login(w http.ResponseWriter, r *http.Request) {
	name, word := r.FormValue("username"), r.FormValue("password")
	if name == "" || word == "" {
		http.Redirect(w, r, "/login/form", http.StatusSeeOther)
		return
	}
	fail := func(err error) {
		log.Printf("cannot sign in %s: %v", name, err)
		http.Redirect(w, r, "/login/error?message="+url.QueryEscape(err.Error()), http.StatusSeeOther)
	}
	value, err := s.findToken(name, word)
	if err != nil {
		fail(err)
		return
	}
	var account struct {
		Login, Username, Email string
	}
	if err := s.ask(token(value), "GET", "/user", nil, &account); err != nil {
		fail(err)
		return
	}
	login := first(account.Login, account.Username)
	if len(s.filter) > 0 && !s.filter[strings.ToLower(login)] {
		fail(fmt.Errorf("user must be a member of an approved organization"))
		return
	}
	u, err := s.store.user("WHERE login = $1", login)
	if err != nil {
		u = &user{Login: login, Hash: random(16)}
	}
	u.Token, u.Email = value, account.Email
	if err := s.store.saveUser(u); err != nil {
		fail(err)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: "_session_", Value: s.sign(u), Path: "/", HttpOnly: true, Secure: s.proto == "https",
		SameSite: http.SameSiteLaxMode, MaxAge: 90 * 24 * 3600})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *server) sign(u *user) string {
	mac := hmac.New(sha256.New, []byte(s.cookieSecret))
	fmt.Fprintf(mac, "%d %s", u.ID, u.Hash)
	return fmt.Sprintf("%d.%s", u.ID, hex.EncodeToString(mac.Sum(nil)))
}

func (s *server) person(r *http.Request) *user {
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && bearer != "" {
		if u, err := s.store.user("WHERE hash = $1", bearer); err == nil {
			return u
		}
		return nil
	}
	cookie, err := r.Cookie("_session_")
	if err != nil {
		return nil
	}
	id, _ := strconv.ParseInt(strings.Split(cookie.Value, ".")[0], 10, 64)
	u, err := s.store.user("WHERE id = $1", id)
	if err != nil || !hmac.Equal([]byte(cookie.Value), []byte(s.sign(u))) {
		return nil
	}
	return u
}

func (s *server) known(answer func(w http.ResponseWriter, r *http.Request, u *user) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		u := s.person(r)
		if u == nil {
			http.Error(w, `{"message":"Unauthorized"}`, http.StatusUnauthorized)
			return
		}
		if err := answer(w, r, u); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}
}

// ofRepo is for people who may push to a repository, or administrate it.
func (s *server) ofRepo(admin bool, answer func(w http.ResponseWriter, r *http.Request, u *user, of *repo) error) http.HandlerFunc {
	return s.known(func(w http.ResponseWriter, r *http.Request, u *user) error {
		of, err := s.store.repo("WHERE slug = $1", r.PathValue("owner")+"/"+r.PathValue("name"))
		var mayAdmin, mayPush bool
		if err == nil {
			err = s.store.QueryRow(`SELECT admin, push FROM perms WHERE user_id = $1 AND repo_id = $2`, u.ID, of.ID).Scan(&mayAdmin, &mayPush)
		}
		if err != nil || !mayPush && !mayAdmin || admin && !mayAdmin {
			http.NotFound(w, r)
			return nil
		}
		return answer(w, r, u, of)
	})
}

func (s *server) listRepos(w http.ResponseWriter, _ *http.Request, u *user) error {
	rows, err := s.store.Query(`SELECT slug, active FROM repos JOIN perms ON repo_id = id WHERE perms.user_id = $1 ORDER BY slug`, u.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	all := []map[string]any{}
	for rows.Next() {
		var slug string
		var active bool
		if err := rows.Scan(&slug, &active); err != nil {
			return err
		}
		all = append(all, map[string]any{"slug": slug, "active": active})
	}
	writeJSON(w, all)
	return rows.Err()
}

func (s *server) numbered(r *http.Request, of *repo) (*build, error) {
	number, _ := strconv.ParseInt(r.PathValue("number"), 10, 64)
	found, err := s.store.builds("WHERE repo_id = $1 AND number = $2", of.ID, number)
	if err != nil || len(found) == 0 {
		return nil, fmt.Errorf("there is no build %d", number)
	}
	found[0].Stages, err = s.store.stages("WHERE build_id = $1", found[0].ID)
	return &found[0], err
}

func (s *server) showBuild(w http.ResponseWriter, r *http.Request, _ *user, of *repo) error {
	b, err := s.numbered(r, of)
	if err == nil {
		writeJSON(w, b)
	}
	return err
}

func (s *server) showLogs(w http.ResponseWriter, r *http.Request, _ *user, of *repo) error {
	b, err := s.numbered(r, of)
	if err != nil {
		return err
	}
	for _, stage := range b.Stages {
		for _, step := range stage.Steps {
			if strconv.FormatInt(stage.Number, 10) == r.PathValue("stage") && strconv.FormatInt(step.Number, 10) == r.PathValue("step") {
				var text string
				err := s.store.QueryRow(`SELECT logs FROM steps WHERE id = $1`, step.ID).Scan(&text)
				writeJSON(w, []map[string]any{{"pos": 0, "out": text, "time": 0}})
				return err
			}
		}
	}
	return fmt.Errorf("there is no such step")
}

func (s *server) addSecret(w http.ResponseWriter, r *http.Request, _ *user, of *repo) error {
	var in struct {
		Name string `json:"name"`
		Data string `json:"data"`
		Pull bool   `json:"pull_request"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return err
	}
	data, err := s.store.seal(in.Data)
	if err == nil {
		_, err = s.store.Exec(`INSERT INTO secrets VALUES ($1, $2, $3, $4) ON CONFLICT (repo_id, name) DO UPDATE SET data = $3, pull_request = $4`,
			of.ID, in.Name, data, in.Pull)
	}
	writeJSON(w, map[string]any{"name": in.Name, "pull_request": in.Pull})
	return err
}
