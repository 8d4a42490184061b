package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"
)

// ocs answers programs: who somebody is, and links to files.
func (s *server) ocs(w http.ResponseWriter, r *http.Request, cfg config) {
	name, right := s.user(r)
	if !right {
		answer(w, http.StatusUnauthorized, 997, "Unauthorised", nil)
		return
	}
	_, call, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/ocs/"), "/")
	switch {
	case call == "cloud/user":
		answer(w, http.StatusOK, 100, "OK", map[string]any{"id": name, "display-name": name})
	case call == "cloud/capabilities":
		answer(w, http.StatusOK, 100, "OK", map[string]any{"version": map[string]string{"string": version}})
	case call == "apps/files_sharing/api/v1/shares" && r.Method == http.MethodPost:
		target := filepath.Clean("/" + r.FormValue("path"))
		found, err := s.store.one(`SELECT path FROM oc_filecache WHERE owner = $1 AND path = $2`, name, "files"+target)
		if err != nil || found == "" || r.FormValue("shareType") != "3" {
			answer(w, http.StatusNotFound, 404, "Wrong path, or not a link, which is all that the stand-in shares by", nil)
			return
		}
		token := random(8)
		if _, err := s.store.Exec(`INSERT INTO oc_share (share_type, uid_owner, uid_initiator, file_target, token, stime) VALUES (3, $1, $1, $2, $3, $4)`,
			name, target, token, time.Now().Unix()); err != nil {
			answer(w, http.StatusInternalServerError, 999, err.Error(), nil)
			return
		}
		answer(w, http.StatusOK, 100, "OK", map[string]any{"token": token, "url": cfg.text("overwrite.cli.url") + "/index.php/s/" + token})
	default:
		answer(w, http.StatusNotFound, 998, "Invalid query, for a stand-in", nil)
	}
}

// answer is OCS in JSON; in XML, only what tests look for.
func answer(w http.ResponseWriter, status, code int, message string, data map[string]any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"ocs": map[string]any{
		"meta": map[string]any{"status": map[bool]string{true: "ok", false: "failure"}[code == 100], "statuscode": code, "message": message}, "data": data,
	}})
}

// shared is what a link leads to: a page, or the file.
func (s *server) shared(w http.ResponseWriter, r *http.Request, cfg config) {
	_, rest, _ := strings.Cut(r.URL.Path, "/s/")
	token, action, _ := strings.Cut(rest, "/")
	var owner, target string
	if err := s.store.QueryRow(`SELECT uid_owner, file_target FROM oc_share WHERE token = $1`, token).Scan(&owner, &target); err != nil {
		http.NotFound(w, r)
		return
	}
	if action != "download" {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		fmt.Fprintf(w, "<!DOCTYPE html><title>ownCloud (a stand-in)</title><a href=\"/index.php/s/%s/download\">Download</a>\n", token)
		return
	}
	w.Header().Set("Content-Disposition", "attachment")
	http.ServeFile(w, r, filepath.Join(cfg.text("datadirectory"), owner, "files", target))
}
