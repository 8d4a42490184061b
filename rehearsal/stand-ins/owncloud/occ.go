package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"
)

// call is a command line of occ.
type call struct {
	name    string
	words   []string
	options map[string]string
	cfg     config
	store   *store
}

func (c *call) word(index int) string {
	if index < len(c.words) {
		return c.words[index]
	}
	return ""
}

func (c *call) has(option string) bool { _, is := c.options[option]; return is }

// failure ends occ with a status of its own.
type failure struct {
	status int
	text   string
}

func (f *failure) Error() string { return f.text }

func refuse(format string, args ...any) error { return &failure{1, fmt.Sprintf(format, args...)} }

// commands are those that the scripts and tests here use.
var commands = map[string]func(*call) error{
	"maintenance:install": install,
	"maintenance:mode":    maintenance,
	"upgrade":             upgrade,
	"status":              status,
	"user:add":            userAdd,
	"user:modify":         userModify,
	"user:enable":         func(c *call) error { return userState(c, 1) },
	"user:disable":        func(c *call) error { return userState(c, 2) },
	"user:resetpassword":  resetPassword,
	"app:list":            appList,
	"app:enable":          func(c *call) error { return appSwitch(c, "yes") },
	"app:disable":         func(c *call) error { return appSwitch(c, "no") },
	"config:app:get":      appGet,
	"config:app:set":      func(c *call) error { return c.store.setAppValue(c.word(0), c.word(1), c.options["value"]) },
	"config:system:get":   systemGet,
	"background:cron":     func(c *call) error { return c.store.setAppValue("core", "backgroundjobs_mode", "cron") },
	"system:cron":         func(c *call) error { return c.store.setAppValue("core", "lastcron", fmt.Sprint(time.Now().Unix())) },
	"dav:cleanup-chunks":  func(*call) error { return nil },
}

// occ is ownCloud's command line.
func occ(args []string) int {
	c := &call{options: map[string]string{}}
	for _, arg := range args {
		if name, is := strings.CutPrefix(arg, "--"); is {
			key, value, _ := strings.Cut(name, "=")
			c.options[key] = value
		} else if c.name == "" {
			c.name = arg
		} else {
			c.words = append(c.words, arg)
		}
	}
	err := c.run()
	if err == nil {
		return 0
	}
	fmt.Println(err)
	if known, is := err.(*failure); is {
		return known.status
	}
	return 1
}

func (c *call) run() (err error) {
	command, is := commands[c.name]
	if !is {
		return refuse("Command %q is not defined in this stand-in.", c.name)
	}
	if c.cfg, err = readConfig(); err != nil {
		return err
	}
	if owner, err := ownerOf(configFile); err == nil && owner != os.Getuid() {
		return refuse("Console has to be executed with the user that owns the file config/config.php")
	}
	if c.name == "maintenance:install" || (c.name == "status" && !c.cfg.installed()) {
		return command(c)
	}
	if !c.cfg.installed() {
		return refuse("ownCloud is not installed - only a limited number of commands are available")
	}
	if c.store, err = openStore(c.cfg); err != nil {
		return err
	}
	defer c.store.Close()
	return command(c)
}

func status(c *call) error {
	values := map[string]any{"installed": c.cfg.installed(), "version": version + ".0", "versionstring": version, "edition": "Community"}
	if c.options["output"] != "json" {
		for key, value := range values {
			fmt.Printf("  - %s: %v\n", key, value)
		}
		return nil
	}
	return json.NewEncoder(os.Stdout).Encode(values)
}

func maintenance(c *call) error {
	if c.has("on") || c.has("off") {
		return c.cfg.change(config{"maintenance": c.has("on")})
	}
	fmt.Println("Maintenance mode is enabled:", c.cfg.yes("maintenance"))
	return nil
}

var mailAddress = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)

func userAdd(c *call) error {
	user, password := c.word(0), os.Getenv("OC_PASS")
	switch {
	case c.store.exists(user):
		return refuse(`The user "%s" already exists.`, user)
	case !c.has("password-from-env"):
		return refuse("Interactive input or --password-from-env is needed for entering a password!")
	case password == "":
		return refuse("--password-from-env given, but OC_PASS is empty!")
	case c.options["email"] != "" && !mailAddress.MatchString(c.options["email"]):
		return refuse("Invalid email address supplied")
	}
	if err := c.store.addUser(user, password, c.options["email"]); err != nil {
		return err
	}
	fmt.Printf("The user \"%s\" was created successfully\n", user)
	return nil
}

func userModify(c *call) error {
	column := map[string]string{"email": "email", "displayname": "display_name"}[c.word(1)]
	if !c.store.exists(c.word(0)) || column == "" {
		return refuse("The user %s does not exist, or %s is no key", c.word(0), c.word(1))
	}
	_, err := c.store.Exec(`UPDATE oc_accounts SET `+column+` = $2 WHERE user_id = $1`, c.word(0), c.word(2))
	return err
}

func userState(c *call, state int) error {
	if !c.store.exists(c.word(0)) {
		return refuse("User does not exist")
	}
	_, err := c.store.Exec(`UPDATE oc_accounts SET state = $2 WHERE user_id = $1`, c.word(0), state)
	return err
}

func resetPassword(c *call) error {
	user := c.word(0)
	if !c.store.exists(user) {
		return refuse("User does not exist")
	}
	if c.has("send-email") {
		return sendReset(c.store, user)
	}
	if os.Getenv("OC_PASS") == "" || !c.has("password-from-env") {
		return refuse("Interactive input or --password-from-env is needed for entering a new password!")
	}
	fmt.Println("Successfully reset password for", user)
	return c.store.setPassword(user, os.Getenv("OC_PASS"))
}

func systemGet(c *call) error {
	value, is := c.cfg[c.word(0)]
	if !is {
		return &failure{1, ""}
	}
	return json.NewEncoder(os.Stdout).Encode(value)
}
