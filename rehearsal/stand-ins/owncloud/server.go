package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/crypto/bcrypt"
)

type server struct {
	store *store
	cache *cache
	// known are passwords that were right, since judging one takes its time.
	known sync.Map
}

func serve() error {
	log.SetFlags(0)
	s := &server{}
	if cfg, err := readConfig(); err != nil {
		return err
	} else if cfg.installed() {
		if s.store, err = openStore(cfg); err != nil {
			return err
		}
		s.cache = &cache{socket: cfg.redis()}
		if err := s.cache.ping(); err != nil {
			return fmt.Errorf("Redis: %w", err)
		}
	}
	addr := os.Getenv("APACHE_LISTEN")
	if addr == "" {
		addr = "8080"
	}
	if !strings.Contains(addr, ":") {
		addr = ":" + addr
	}
	web := &http.Server{Addr: addr, Handler: s, ReadHeaderTimeout: time.Minute}
	ended, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGWINCH)
	defer stop()
	go func() {
		<-ended.Done()
		patience, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		_ = web.Shutdown(patience)
	}()
	log.Printf("stand-in for ownCloud %s on %s", version, addr)
	if err := web.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	time.Sleep(100 * time.Millisecond)
	return nil
}

// ServeHTTP reads the settings each time, as PHP does.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	cfg, err := readConfig()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if r.URL.Path == "/status.php" {
		status := map[string]any{
			"installed": cfg.installed(), "maintenance": cfg.yes("maintenance"), "needsDbUpgrade": cfg.installed() && cfg.text("version") != version+".0",
			"version": version + ".0", "versionstring": version, "edition": "Community", "productname": "ownCloud (a stand-in)", "product": "ownCloud",
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(status)
		return
	}
	if !cfg.installed() || s.store == nil || cfg.yes("maintenance") || cfg.text("version") != version+".0" {
		http.Error(w, "System in maintenance mode.", http.StatusServiceUnavailable)
		return
	}
	if !trusted(cfg, r.Host) {
		http.Error(w, "You are accessing the server from an untrusted domain.", http.StatusBadRequest)
		return
	}
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, "/remote.php/"):
		s.dav(w, r, cfg)
	case strings.HasPrefix(path, "/ocs/"):
		s.ocs(w, r, cfg)
	case strings.HasPrefix(path, "/index.php/s/"), strings.HasPrefix(path, "/s/"):
		s.shared(w, r, cfg)
	case path == "/cron.php":
		http.Error(w, "Background jobs are using system cron!", http.StatusInternalServerError)
	default:
		s.page(w, r, cfg)
	}
}

func trusted(cfg config, host string) bool {
	name, _, _ := strings.Cut(host, ":")
	for _, domain := range cfg.list("trusted_domains") {
		if strings.EqualFold(name, domain) {
			return true
		}
	}
	return false
}

// user is who asks, by HTTP's basic authentication.
func (s *server) user(r *http.Request) (string, bool) {
	name, password, given := r.BasicAuth()
	if !given {
		return "", false
	}
	return name, s.rightPassword(name, password)
}

func (s *server) rightPassword(name, password string) bool {
	hash, err := s.store.hashOf(name)
	if err != nil || hash == "" {
		return false
	}
	key := sha256.Sum256([]byte(name + "\x00" + password + "\x00" + hash))
	if _, is := s.known.Load(key); is {
		return true
	}
	if bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) != nil {
		return false
	}
	s.known.Store(key, true)
	return true
}
