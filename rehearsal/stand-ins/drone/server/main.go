// Stand-in for Drone's server.
package main

import (
	"log"
	"net/http"
	"os"
	"strings"
	"time"
)

// version is set when it is built.
var version = "0.0.0"

type server struct {
	host, proto, gogs, rpcSecret, cookieSecret string
	filter                                     map[string]bool
	store                                      *store
	queue                                      *queue
}

func main() {
	log.SetFlags(0)
	s := &server{
		host: os.Getenv("DRONE_SERVER_HOST"), proto: os.Getenv("DRONE_SERVER_PROTO"), gogs: strings.TrimSuffix(os.Getenv("DRONE_GOGS_SERVER"), "/"),
		rpcSecret: os.Getenv("DRONE_RPC_SECRET"), cookieSecret: os.Getenv("DRONE_COOKIE_SECRET"), filter: map[string]bool{},
	}
	if s.gogs == "" {
		log.Fatal("main: source code management system not configured (the stand-in knows Gogs only: DRONE_GOGS_SERVER)")
	}
	if s.cookieSecret == "" {
		s.cookieSecret = random(32)
	}
	for _, name := range strings.Split(os.Getenv("DRONE_USER_FILTER"), ",") {
		if name != "" {
			s.filter[strings.ToLower(name)] = true
		}
	}
	store, err := openStore(os.Getenv("DRONE_DATABASE_DRIVER"), os.Getenv("DRONE_DATABASE_DATASOURCE"), os.Getenv("DRONE_DATABASE_SECRET"))
	if err != nil {
		log.Fatal("main: cannot initialize server: ", err)
	}
	s.store = store
	if err := s.bootstrap(os.Getenv("DRONE_USER_CREATE")); err != nil {
		log.Fatal("main: cannot bootstrap user account: ", err)
	}
	s.queue = newQueue(store)
	go s.queue.watch()
	addr := os.Getenv("DRONE_SERVER_PORT")
	if addr == "" {
		addr = ":8080"
	}
	log.Printf("starting stand-in for Drone %s on %s for %s", version, addr, s.gogs)
	log.Fatal((&http.Server{Addr: addr, Handler: s.routes(), ReadHeaderTimeout: time.Minute}).ListenAndServe())
}

func (s *server) link() string { return s.proto + "://" + s.host }

// bootstrap makes the account that the settings ask for, and prints its token as the real one does.
func (s *server) bootstrap(text string) error {
	values := map[string]string{}
	for _, pair := range strings.Split(text, ",") {
		if key, value, ok := strings.Cut(pair, ":"); ok {
			values[key] = value
		}
	}
	login := values["username"]
	if login == "" {
		return nil
	}
	u, err := s.store.user("WHERE login = $1", login)
	if err != nil {
		hash := values["token"]
		if hash == "" {
			hash = random(16)
		}
		u = &user{Login: login, Hash: hash, Admin: values["admin"] == "true"}
		log.Printf("account created admin=%t login=%s token=%s", u.Admin, u.Login, u.Hash)
		return s.store.saveUser(u)
	}
	if values["token"] != "" {
		u.Hash = values["token"]
	}
	u.Admin = values["admin"] == "true"
	return s.store.saveUser(u)
}
