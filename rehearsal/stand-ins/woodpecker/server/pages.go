package main

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
)

// webConfig tells pages who looks at them.
func (s *server) webConfig(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	who, csrf := []byte("null"), ""
	if u := s.person(r); u != nil {
		who, _ = json.Marshal(map[string]any{"id": u.ID, "login": u.Login, "admin": s.admins[u.Login]})
		csrf = s.sign("csrf", u.ID, u.Hash)
	}
	fmt.Fprintf(w, "window.WOODPECKER_USER = %s;\nwindow.WOODPECKER_CSRF = %q;\nwindow.WOODPECKER_VERSION = %q;\n", who, csrf, version)
}

var layout = template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Woodpecker</title></head>
<body><h1>Woodpecker</h1><p>This is a stand-in for it.</p>
{{if .Error}}<p role="alert">{{.Error}}</p>{{end}}
{{if .User}}<p>{{.User.Login}} <a href="/logout">Log out</a></p>
{{range .Repos}}<h2>{{.FullName}}</h2><ul>{{range .Pipelines}}<li>#{{.Number}} {{.Status}} {{.Event}} {{.Branch}} {{.Message}}</li>{{end}}</ul>{{end}}
{{else}}<p><a href="/authorize">Login</a></p>{{end}}
</body></html>
`))

type shownRepo struct {
	FullName  string
	Pipelines []pipeline
}

func (s *server) page(w http.ResponseWriter, r *http.Request) {
	content := struct {
		Error string
		User  *user
		Repos []shownRepo
	}{Error: r.URL.Query().Get("error"), User: s.person(r)}
	if content.User != nil {
		all, _ := s.store.repos()
		for _, one := range all {
			if s.mayPush(content.User, &one) {
				pipelines, _ := s.store.pipelines("WHERE repo_id = $1", one.ID)
				content.Repos = append(content.Repos, shownRepo{one.FullName, pipelines})
			}
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = layout.Execute(w, content)
}
