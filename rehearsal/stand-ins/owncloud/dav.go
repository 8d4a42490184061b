package main

import (
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/net/webdav"
)

// locks of WebDAV, for each person.
var locks sync.Map

// dav serves somebody's files and keeps a row about each in the database.
func (s *server) dav(w http.ResponseWriter, r *http.Request, cfg config) {
	name, right := s.user(r)
	if !right {
		w.Header().Set("WWW-Authenticate", `Basic realm="ownCloud", charset="UTF-8"`)
		http.Error(w, "Username or password was incorrect", http.StatusUnauthorized)
		return
	}
	prefix := "/remote.php/webdav"
	if strings.HasPrefix(r.URL.Path, "/remote.php/dav/") {
		prefix = "/remote.php/dav/files/" + name
	}
	inside, is := strings.CutPrefix(r.URL.Path, prefix)
	if !is {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	root := filepath.Join(cfg.text("datadirectory"), name, "files")
	if err := os.MkdirAll(root, 0o750); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	target := path.Clean("/" + inside)
	if r.Method == http.MethodPut {
		if err := s.room(name, target, r.ContentLength); err != nil {
			http.Error(w, err.Error(), http.StatusInsufficientStorage)
			return
		}
		release, err := s.cache.lock(name + target)
		if err != nil {
			http.Error(w, err.Error(), http.StatusLocked)
			return
		}
		defer release()
	}
	system, _ := locks.LoadOrStore(name, webdav.NewMemLS())
	answer := &recorder{ResponseWriter: w, status: http.StatusOK}
	(&webdav.Handler{Prefix: prefix, FileSystem: webdav.Dir(root), LockSystem: system.(webdav.LockSystem)}).ServeHTTP(answer, r)
	if answer.status >= 300 {
		return
	}
	touched := []string{}
	switch r.Method {
	case http.MethodPut, http.MethodDelete, "MKCOL":
		touched = []string{target}
	case "MOVE", "COPY":
		touched = []string{target}
		if to, err := url.Parse(r.Header.Get("Destination")); err == nil {
			touched = append(touched, path.Clean("/"+strings.TrimPrefix(to.Path, prefix)))
		}
	}
	for _, each := range touched {
		if err := s.store.remember(name, root, each); err != nil {
			panic(err)
		}
	}
}

type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// remember brings the rows about a path, and what is below it, in line with the disk.
func (s *store) remember(owner, root, target string) error {
	tx, err := s.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec(`DELETE FROM oc_filecache WHERE owner = $1 AND (path = $2 OR path LIKE replace(replace($2, '_', '\_'), '%', '\%') || '/%')`,
		owner, "files"+target); err != nil {
		return err
	}
	err = filepath.WalkDir(filepath.Join(root, target), func(file string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		size := info.Size()
		if info.IsDir() {
			size = 0
		}
		_, err = tx.Exec(`INSERT INTO oc_filecache (owner, path, size, mtime, etag) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (owner, path) DO UPDATE SET size = $3, mtime = $4, etag = $5`,
			owner, "files"+strings.TrimPrefix(file, root), size, info.ModTime().Unix(), random(16))
		return err
	})
	if err != nil {
		return err
	}
	return tx.Commit()
}

func (s *store) files(owner string) (names []string, err error) {
	rows, err := s.Query(`SELECT path FROM oc_filecache WHERE owner = $1 ORDER BY path`, owner)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, strings.TrimPrefix(name, "files/"))
	}
	return names, rows.Err()
}

// room says whether somebody may keep that much more.
func (s *server) room(owner, target string, size int64) error {
	quota, err := s.store.appValue("files", "default_quota")
	if err != nil {
		return err
	}
	number, unit, _ := strings.Cut(quota, " ")
	limit, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return nil
	}
	limit <<= map[string]int{"KB": 10, "MB": 20, "GB": 30, "TB": 40}[unit]
	used, err := s.store.one(`SELECT coalesce(sum(size), 0) FROM oc_filecache WHERE owner = $1 AND path <> $2`, owner, "files"+target)
	if err != nil {
		return err
	}
	if before, _ := strconv.ParseInt(used, 10, 64); before+max(size, 0) > limit {
		return errors.New("Insufficient space")
	}
	return nil
}
