package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// absent are addresses that Gitea answers and Gogs 0.14 does not: commit statuses, pull requests in the API, OAuth, and newer things.
var absent = regexp.MustCompile(`^/(api/v1/(` +
	`repos/[^/]+/[^/]+/(statuses/.*|commits/[^/]+/status(es)?|pulls(/.*)?|actions/.*|push_mirrors.*)` +
	`|user/applications/.*|user/tokens.*|version|nodeinfo|packages/.*|settings/.*|admin/(hooks|cron|emails|unadopted|actions|runners).*)` +
	`|login/oauth/.*|\.well-known/.*|api/(actions|packages|internal)/.*)$`)

var (
	tokens   = regexp.MustCompile(`^/api/v1/users/([^/]+)/tokens$`)
	oneToken = regexp.MustCompile(`^/api/v1/users/[^/]+/tokens/[^/]+$`)
	oneUser  = regexp.MustCompile(`^/api/v1/admin/users/([^/]+)$`)
)

// missing says whether Gogs has nothing at an address.
func missing(request *http.Request) bool {
	path := request.URL.Path
	return absent.MatchString(path) || oneToken.MatchString(path) ||
		path == "/api/v1/admin/users" && request.Method == http.MethodGet
}

// askAsGitea adds what Gitea wants to know and Gogs does not ask for.
func askAsGitea(request *http.Request) error {
	path := request.URL.Path
	switch {
	case request.Method == http.MethodPost && tokens.MatchString(path):
		// Tokens of Gogs may do all that their owner may.
		return change(request, func(body map[string]any) { body["scopes"] = []string{"all"} })
	case request.Method == http.MethodPatch && oneUser.MatchString(path):
		user := oneUser.FindStringSubmatch(path)[1]
		return change(request, func(body map[string]any) {
			body["source_id"] = 0
			if name, _ := body["login_name"].(string); name == "" {
				body["login_name"] = user
			}
		})
	case request.Method == http.MethodPost && path == "/api/v1/admin/users":
		return change(request, func(body map[string]any) { body["must_change_password"] = false })
	}
	return nil
}

func change(request *http.Request, edit func(body map[string]any)) error {
	body := map[string]any{}
	text, err := io.ReadAll(io.LimitReader(request.Body, 1<<20))
	if err != nil {
		return err
	}
	if strings.HasPrefix(request.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		request.Body = io.NopCloser(bytes.NewReader(text))
		if err := request.ParseForm(); err != nil {
			return err
		}
		for name := range request.PostForm {
			body[name] = request.PostForm.Get(name)
		}
	} else if err := json.Unmarshal(text, &body); err != nil {
		return err
	}
	edit(body)
	text, err = json.Marshal(body)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Content-Length", strconv.Itoa(len(text)))
	request.ContentLength = int64(len(text))
	request.Body = io.NopCloser(bytes.NewReader(text))
	return err
}

// answerAsGogs changes answers that differ in Gogs.
func answerAsGogs(answer *http.Response) error {
	request := answer.Request
	if !tokens.MatchString(request.URL.Path) {
		return nil
	}
	switch {
	case request.Method == http.MethodPost && answer.StatusCode == http.StatusBadRequest:
		answer.StatusCode = http.StatusUnprocessableEntity
		answer.Status = "422 Unprocessable Entity"
	case request.Method == http.MethodPost && answer.StatusCode == http.StatusCreated:
		var token map[string]any
		return rewrite(answer, &token, func() any { return map[string]any{"name": token["name"], "sha1": token["sha1"]} })
	case request.Method == http.MethodGet && answer.StatusCode == http.StatusOK:
		var list []map[string]any
		return rewrite(answer, &list, func() any { return listed(list) })
	}
	return nil
}

// listed shows tokens as a list does: with forty characters that look like the token and are of no use, since only its hash is known.
func listed(list []map[string]any) []map[string]any {
	shown := make([]map[string]any, 0, len(list))
	for _, token := range list {
		hash := sha256.Sum256([]byte(fmt.Sprint(token["id"], token["name"])))
		shown = append(shown, map[string]any{"name": token["name"], "sha1": hex.EncodeToString(hash[:])[:40]})
	}
	return shown
}

// rewrite reads an answer into content and puts another in its place.
func rewrite(answer *http.Response, content any, with func() any) error {
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(content); err != nil {
		return err
	}
	text, err := json.Marshal(with())
	answer.Body = io.NopCloser(bytes.NewReader(text))
	answer.ContentLength = int64(len(text))
	answer.Header.Set("Content-Length", strconv.Itoa(len(text)))
	return err
}
