package main

import (
	"html/template"
	"net/http"
	"strings"
	"sync"
)

// policy is what ownCloud's pages come with.
const policy = "default-src 'none';manifest-src 'self';script-src 'self' 'unsafe-eval';style-src 'self' 'unsafe-inline';img-src 'self' data: blob:;font-src 'self' data:;connect-src 'self';media-src 'self'"

var pages = template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>ownCloud (a stand-in)</title></head><body>
<h1>ownCloud</h1><p>This is a stand-in for ownCloud, made for a rehearsal.</p>
{{if .Who}}<p>Signed in as {{.Who}}.</p><ul>{{range .Files}}<li>{{.}}</li>{{end}}</ul>
{{else if .Token}}<form method="post"><label>New password <input type="password" name="password"></label><button>Reset password</button></form>
{{else}}{{if .Wrong}}<p>Wrong password. Reset it?</p>{{end}}<form method="post" action="/index.php/login">
<label>Username <input name="user"></label><label>Password <input type="password" name="password"></label><button>Log in</button></form>{{end}}
</body></html>
`))

type view struct {
	Who, Token string
	Wrong      bool
	Files      []string
}

// sessions end when the program ends.
var sessions sync.Map

// page is what a browser sees: the form to sign in, the list of files, or the form for a new password.
func (s *server) page(w http.ResponseWriter, r *http.Request, _ config) {
	show := func(status int, v view) {
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Powered-By", "stand-in")
		w.WriteHeader(status)
		_ = pages.Execute(w, v)
	}
	path := strings.TrimPrefix(r.URL.Path, "/index.php")
	if rest, is := strings.CutPrefix(path, "/lostpassword/reset/form/"); is {
		token, user, _ := strings.Cut(rest, "/")
		kept, err := s.store.one(`SELECT configvalue FROM oc_preferences WHERE userid = $1 AND appid = 'owncloud' AND configkey = 'lostpassword'`, user)
		if err != nil || kept == "" || kept != token {
			show(http.StatusNotFound, view{Wrong: true})
			return
		}
		if r.Method != http.MethodPost {
			show(http.StatusOK, view{Token: token})
			return
		}
		if s.store.setPassword(user, r.FormValue("password")) == nil {
			_, _ = s.store.Exec(`DELETE FROM oc_preferences WHERE userid = $1 AND configkey = 'lostpassword'`, user)
		}
		http.Redirect(w, r, "/index.php/login", http.StatusSeeOther)
		return
	}
	switch path {
	case "/", "":
		http.Redirect(w, r, "/index.php/login", http.StatusFound)
	case "/login":
		if r.Method != http.MethodPost {
			show(http.StatusOK, view{})
			return
		}
		name := r.FormValue("user")
		if !s.rightPassword(name, r.FormValue("password")) {
			show(http.StatusForbidden, view{Wrong: true})
			return
		}
		key := random(16)
		sessions.Store(key, name)
		http.SetCookie(w, &http.Cookie{Name: "oc_session", Value: key, Path: "/", HttpOnly: true, Secure: true, SameSite: http.SameSiteStrictMode})
		http.Redirect(w, r, "/index.php/apps/files/", http.StatusSeeOther)
	case "/apps/files", "/apps/files/":
		cookie, err := r.Cookie("oc_session")
		if err != nil {
			http.Redirect(w, r, "/index.php/login", http.StatusFound)
			return
		}
		name, is := sessions.Load(cookie.Value)
		if !is {
			http.Redirect(w, r, "/index.php/login", http.StatusFound)
			return
		}
		files, err := s.store.files(name.(string))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		show(http.StatusOK, view{Who: name.(string), Files: files})
	default:
		show(http.StatusNotFound, view{})
	}
}
