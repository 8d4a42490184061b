package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const cookieName = "user_sess"

// sign makes a text that names something and that nobody else can make. `salt` ends all that were made before it changed.
func (s *server) sign(purpose string, id int64, salt string) string {
	mac := hmac.New(sha256.New, s.key)
	fmt.Fprintf(mac, "%s\n%d\n%s", purpose, id, salt)
	return fmt.Sprintf("%d.%s", id, hex.EncodeToString(mac.Sum(nil)))
}

func signedID(text string) int64 {
	id, _ := strconv.ParseInt(strings.Split(text, ".")[0], 10, 64)
	return id
}

func same(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }

// person is who asks: by cookie, then with a second text against forgery unless nothing is changed, or by token.
func (s *server) person(r *http.Request) *user {
	text, purpose := "", "session"
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		text, purpose = bearer, "token"
	} else if cookie, err := r.Cookie(cookieName); err == nil {
		text = cookie.Value
	}
	u, err := s.store.user("WHERE id = $1", signedID(text))
	if err != nil || !same(text, s.sign(purpose, u.ID, u.Hash)) {
		return nil
	}
	if purpose == "session" && r.Method != http.MethodGet && !same(r.Header.Get("X-CSRF-TOKEN"), s.sign("csrf", u.ID, u.Hash)) {
		return nil
	}
	return u
}

func (s *server) login(w http.ResponseWriter, r *http.Request) {
	turnAway := func(reason string, err error) {
		log.Print("cannot sign in: ", reason, " ", err)
		http.Redirect(w, r, "/login?error="+reason, http.StatusSeeOther)
	}
	if reason := r.FormValue("error"); reason != "" {
		http.Redirect(w, r, "/login?error="+url.QueryEscape(reason), http.StatusSeeOther)
		return
	}
	code, state := r.FormValue("code"), r.FormValue("state")
	if code == "" {
		http.Redirect(w, r, s.authorizeURL(s.sign("state", time.Now().Unix(), "")), http.StatusSeeOther)
		return
	}
	if made := signedID(state); !same(state, s.sign("state", made, "")) || time.Now().Unix()-made > 300 {
		turnAway("invalid_state", nil)
		return
	}
	token, err := s.exchange(url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {s.host + "/authorize"}})
	if err != nil {
		turnAway("oauth_error", err)
		return
	}
	var account struct {
		Login string `json:"login"`
	}
	if err := s.api(token.Access, "GET", "/user", nil, &account); err != nil {
		turnAway("oauth_error", err)
		return
	}
	if _, err := s.store.user("WHERE login = $1", account.Login); err != nil && !s.open && !s.admins[account.Login] {
		turnAway("registration_closed", nil)
		return
	}
	u := &user{Login: account.Login, Access: token.Access, Refresh: token.Refresh, Expiry: time.Now().Unix() + token.Expires}
	if err := s.store.saveUser(u); err != nil {
		turnAway("internal_error", err)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: s.sign("session", u.ID, u.Hash), Path: "/", HttpOnly: true,
		Secure: strings.HasPrefix(s.host, "https:"), SameSite: http.SameSiteLaxMode, MaxAge: 72 * 3600})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
