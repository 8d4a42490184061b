package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
)

// config is what became of a Gogs configuration file.
type config struct {
	gogs          ini
	workDirectory string
	// file is Gitea's configuration.
	file string
	// socket is where Gitea listens.
	socket string
}

// defaults of Gogs that differ from Gitea's or that the stand-in needs itself.
const (
	defaultAddress = "0.0.0.0"
	defaultPort    = "3000"
)

// translate reads the configuration file of Gogs and writes Gitea's, beside the data. It changes nothing that is right already.
func translate(flags map[string]string) (*config, error) {
	own, err := program()
	if err != nil {
		return nil, err
	}
	work := os.Getenv("GOGS_WORK_DIR")
	if work == "" {
		work = filepath.Dir(own)
	}
	source := flags["config"]
	if source == "" {
		custom := os.Getenv("GOGS_CUSTOM")
		if custom == "" {
			custom = filepath.Join(work, "custom")
		}
		source = filepath.Join(custom, "conf", "app.ini")
	}
	if source, err = filepath.Abs(source); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(source)
	if err != nil {
		return nil, err
	}
	gogs := parseINI(string(text))
	if gogs.get("security", "INSTALL_LOCK", "false") != "true" {
		return nil, fmt.Errorf("%s: the stand-in has no installation page; [security] INSTALL_LOCK must be true", source)
	}
	data := filepath.Join(below(work, gogs.get("server", "APP_DATA_PATH", "data")), "stand-in")
	made := &config{gogs, work, filepath.Join(data, "app.ini"), filepath.Join(data, "http.sock")}
	content := made.gitea(own, source, data).String()
	if before, err := os.ReadFile(made.file); err == nil && string(before) == content {
		return made, nil
	}
	if err := os.MkdirAll(data, 0o750); err != nil {
		return nil, err
	}
	fresh := fmt.Sprintf("%s.%d", made.file, os.Getpid())
	if err := os.WriteFile(fresh, []byte(content), 0o640); err != nil {
		return nil, err
	}
	return made, os.Rename(fresh, made.file)
}

// program is the path by which this program was called, links and all: what is written into files must stay true after an upgrade.
func program() (string, error) {
	called, err := exec.LookPath(os.Args[0])
	if err != nil {
		return "", err
	}
	return filepath.Abs(called)
}

// same lists keys that mean the same in both, by the section they have in Gogs and in Gitea.
var same = []struct {
	gogs, gitea string
	keys        []string
}{
	{"", "", []string{"RUN_USER"}},
	{"server", "server", []string{"DOMAIN", "OFFLINE_MODE", "DISABLE_SSH", "SSH_DOMAIN", "SSH_PORT", "SSH_ROOT_PATH", "MINIMUM_KEY_SIZE_CHECK"}},
	{"ssh.minimum_key_sizes", "ssh.minimum_key_sizes", []string{"ED25519", "ECDSA", "RSA", "DSA"}},
	{"repository", "repository", []string{"ROOT", "DEFAULT_BRANCH", "FORCE_PRIVATE", "MAX_CREATION_LIMIT", "DISABLE_HTTP_GIT"}},
	{"database", "database", []string{"HOST", "NAME", "SCHEMA", "USER", "SSL_MODE", "PATH"}},
	{"security", "security", []string{"INSTALL_LOCK", "SECRET_KEY", "LOGIN_REMEMBER_DAYS"}},
	{"auth", "service", []string{"DISABLE_REGISTRATION", "REQUIRE_SIGNIN_VIEW"}},
	{"session", "session", []string{"PROVIDER", "PROVIDER_CONFIG", "COOKIE_NAME", "COOKIE_SECURE"}},
	{"picture", "picture", []string{"DISABLE_GRAVATAR", "AVATAR_UPLOAD_PATH", "REPOSITORY_AVATAR_UPLOAD_PATH"}},
	{"attachment", "attachment", []string{"PATH"}},
	{"log", "log", []string{"LEVEL", "ROOT_PATH"}},
	{"webhook", "webhook", []string{"DELIVER_TIMEOUT", "SKIP_TLS_VERIFY"}},
}

// gitea says in Gitea's terms what the configuration file of Gogs says. What Gogs does not have is switched off.
func (c *config) gitea(own, source, data string) ini {
	made := ini{}
	for _, entry := range same {
		for _, key := range entry.keys {
			if value := c.gogs.get(entry.gogs, key, ""); value != "" {
				made.set(entry.gitea, key, value)
			}
		}
	}
	get := c.gogs.get
	made.set("", "APP_NAME", get("", "BRAND_NAME", "Gogs"))
	made.set("", "RUN_MODE", "prod")
	made.set("", "WORK_PATH", c.workDirectory)
	for key, value := range map[string]string{
		"ROOT_URL": get("server", "EXTERNAL_URL", get("server", "ROOT_URL", "http://localhost:3000/")), "APP_DATA_PATH": data,
		"PROTOCOL": "http+unix", "HTTP_ADDR": c.socket, "UNIX_SOCKET_PERMISSION": "600",
		"PUBLIC_URL_DETECTION": "never", "START_SSH_SERVER": "false", "SSH_CREATE_AUTHORIZED_KEYS_FILE": "true", "SSH_AUTHORIZED_KEYS_BACKUP": "false",
		"SSH_AUTHORIZED_KEYS_COMMAND_TEMPLATE": fmt.Sprintf("%s serv key-{{.Key.ID}} --config='%s'", own, source),
		"LFS_START_SERVER":                     "true", "LFS_JWT_SECRET": c.secret("lfs"),
	} {
		made.set("server", key, value)
	}
	kind := map[string]string{"sqlite3": "sqlite3", "postgres": "postgres", "mysql": "mysql"}[get("database", "TYPE", "postgres")]
	made.set("database", "DB_TYPE", kind)
	made.set("database", "PASSWD", get("database", "PASSWORD", ""))
	made.set("security", "INTERNAL_TOKEN", c.secret("internal"))
	made.set("lfs", "PATH", get("lfs", "OBJECTS_PATH", filepath.Join(data, "lfs")))
	made.set("service", "ENABLE_NOTIFY_MAIL", get("user", "ENABLE_EMAIL_NOTIFICATION", "true"))
	made.set("webhook", "ALLOWED_HOST_LIST", joined("external", get("security", "LOCAL_NETWORK_ALLOWLIST", "")))
	made.set("log", "MODE", get("log", "MODE", "console"))
	made.set("oauth2", "JWT_SECRET", c.secret("oauth2"))
	for _, section := range []string{"oauth2", "actions", "packages", "federation", "cron.update_checker"} {
		made.set(section, "ENABLED", "false")
	}
	made.set("openid", "ENABLE_OPENID_SIGNIN", "false")
	made.set("service", "ENABLE_PASSKEY_AUTHENTICATION", "false")
	made.set("other", "SHOW_FOOTER_VERSION", "false")
	if get("email", "ENABLED", get("mailer", "ENABLED", "false")) == "true" {
		c.mail(made)
	}
	return made
}

func (c *config) mail(made ini) {
	host, port, err := net.SplitHostPort(c.gogs.get("email", "HOST", ""))
	if err != nil {
		host, port = c.gogs.get("email", "HOST", ""), "587"
	}
	protocol := map[bool]string{true: "smtps", false: "smtp+starttls"}[port == "465"]
	for key, value := range map[string]string{
		"ENABLED": "true", "PROTOCOL": protocol, "SMTP_ADDR": host, "SMTP_PORT": port, "FROM": c.gogs.get("email", "FROM", ""),
		"SUBJECT_PREFIX": c.gogs.get("email", "SUBJECT_PREFIX", ""),
		"USER":           c.gogs.get("email", "USER", ""), "PASSWD": c.gogs.get("email", "PASSWORD", c.gogs.get("email", "PASSWD", "")),
	} {
		made.set("mailer", key, value)
	}
}

// secret makes the same secret each time, so that nothing needs to be remembered besides what Gogs remembers.
func (c *config) secret(purpose string) string {
	made := hmac.New(sha256.New, []byte(c.gogs.get("security", "SECRET_KEY", "!#@FDEWREWR&*(")))
	made.Write([]byte(purpose))
	return base64.RawURLEncoding.EncodeToString(made.Sum(nil))
}

func below(directory, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(directory, path)
}

func joined(first, more string) string {
	if more == "" {
		return first
	}
	return first + "," + more
}
