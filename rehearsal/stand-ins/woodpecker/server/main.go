// Stand-in for Woodpecker's server.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"time"
)

// version is set when it is built.
var version = "0.0.0"

// settings come from the environment, as the real ones do.
type settings struct {
	host, addr, grpcAddr            string
	forge, forgeURL, client, secret string
	agentSecret                     string
	open                            bool
	admins                          map[string]bool
	authenticate                    bool
	context                         string
}

func env(names ...string) string {
	for _, name := range names {
		if file := os.Getenv(name + "_FILE"); file != "" {
			content, err := os.ReadFile(file)
			if err != nil {
				log.Fatal(err)
			}
			return strings.TrimSpace(string(content))
		}
		if value := os.Getenv(name); value != "" {
			return value
		}
	}
	return ""
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

func readSettings() settings {
	s := settings{
		host:         strings.TrimSuffix(env("WOODPECKER_HOST"), "/"),
		addr:         or(env("WOODPECKER_SERVER_ADDR"), ":8000"),
		grpcAddr:     or(env("WOODPECKER_GRPC_ADDR"), ":9000"),
		agentSecret:  env("WOODPECKER_AGENT_SECRET"),
		open:         env("WOODPECKER_OPEN") == "true",
		authenticate: env("WOODPECKER_AUTHENTICATE_PUBLIC_REPOS") == "true",
		context:      or(env("WOODPECKER_STATUS_CONTEXT"), "ci/woodpecker"),
		admins:       map[string]bool{},
	}
	if !strings.Contains(s.host, "://") {
		log.Fatal("WOODPECKER_HOST must be <scheme>://<hostname> format")
	}
	for _, name := range strings.Split(env("WOODPECKER_ADMIN"), ",") {
		s.admins[name] = name != ""
	}
	for _, forge := range []string{"FORGEJO", "GITEA"} {
		if env("WOODPECKER_"+forge) == "true" {
			s.forge = strings.ToLower(forge)
			s.forgeURL = strings.TrimSuffix(env("WOODPECKER_FORGE_URL", "WOODPECKER_"+forge+"_URL"), "/")
			s.client = env("WOODPECKER_FORGE_CLIENT", "WOODPECKER_"+forge+"_CLIENT")
			s.secret = env("WOODPECKER_FORGE_SECRET", "WOODPECKER_"+forge+"_SECRET")
		}
	}
	if s.forge == "" || s.forgeURL == "" {
		log.Fatal("forge not configured")
	}
	return s
}

type server struct {
	settings
	store *store
	queue *queue
	key   []byte
}

func main() {
	log.SetFlags(0)
	if len(os.Args) > 1 && os.Args[1] == "--version" {
		fmt.Println("woodpecker-server version " + version)
		return
	}
	s := &server{settings: readSettings()}
	store, err := openStore(or(env("WOODPECKER_DATABASE_DRIVER"), "sqlite3"), env("WOODPECKER_DATABASE_DATASOURCE"))
	if err != nil {
		log.Fatal("could not setup datastore: ", err)
	}
	s.store = store
	if s.key, err = store.key(); err != nil {
		log.Fatal(err)
	}
	s.queue = newQueue(s)
	go s.queue.watch()
	go func() { log.Fatal(s.serveAgents()) }()
	web := &http.Server{Addr: s.addr, Handler: s.routes(), ReadHeaderTimeout: 30 * time.Second}
	log.Printf("starting stand-in for Woodpecker server with version '%s'", version)
	log.Fatal(web.ListenAndServe())
}
