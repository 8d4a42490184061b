package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

func ownerOf(path string) (int, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return int(info.Sys().(*syscall.Stat_t).Uid), nil
}

// install makes tables, the first account, and config.php.
func install(c *call) error {
	if c.cfg.installed() {
		return refuse(`Command "maintenance:install" is not defined.`)
	}
	// ownCloud wants to be able to keep apps of others.
	probe, err := os.CreateTemp(code+"/apps-external", "probe")
	if err != nil {
		return refuse("Can't create or write into the apps-external directory %s/apps-external", code)
	}
	os.Remove(probe.Name())
	// Asked for on standard input, as the original does.
	if _, given := c.options["admin-pass"]; !given && !c.has("no-interaction") {
		fmt.Println("What is the password you like to use for the admin account?")
		line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
		c.options["admin-pass"] = strings.TrimSpace(line)
	}
	data := c.options["data-dir"]
	if err := os.MkdirAll(filepath.Join(data, c.options["admin-user"], "files"), 0o750); err != nil {
		return refuse("Can't create or write into the data directory %s", data)
	}
	if c.options["admin-pass"] == "" || c.options["admin-user"] == "" {
		return refuse("Set an admin username and password.")
	}
	values := config{
		"passwordsalt": random(15), "secret": random(24), "instanceid": "oc" + random(5), "trusted_domains": map[string]any{"0": "localhost"},
		"datadirectory": data, "dbtype": c.options["database"], "dbhost": c.options["database-host"], "dbname": c.options["database-name"],
		"dbuser": c.options["database-user"], "dbpassword": c.options["database-pass"], "version": version + ".0",
	}
	if err := c.cfg.change(values); err != nil {
		return err
	}
	if c.store, err = openStore(c.cfg); err != nil {
		return err
	}
	defer c.store.Close()
	if _, err := c.store.Exec(schema); err != nil {
		return err
	}
	admin := c.options["admin-user"]
	if err := c.store.addUser(admin, c.options["admin-pass"], ""); err != nil {
		return err
	}
	if _, err := c.store.Exec(`INSERT INTO oc_groups VALUES ('admin'); INSERT INTO oc_group_user VALUES ('admin', '` + strings.ReplaceAll(admin, "'", "''") + `')`); err != nil {
		return err
	}
	for _, app := range []string{"files", "dav", "federatedfilesharing", "files_sharing", "files_trashbin", "updatenotification"} {
		if err := c.store.setAppValue(app, "enabled", "yes"); err != nil {
			return err
		}
	}
	if err := c.store.setAppValue("core", "installedat", fmt.Sprint(time.Now().Unix())); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(data, ".ocdata"), nil, 0o640); err != nil {
		return err
	}
	fmt.Println("ownCloud was successfully installed")
	return c.cfg.change(config{"installed": true})
}

// upgrade takes a database over from an earlier version: a table for each version that there has been.
func upgrade(c *call) error {
	before := strings.TrimSuffix(c.cfg.text("version"), ".0")
	if before == version {
		return &failure{3, "ownCloud is already latest version"}
	}
	if major(version) > major(before)+1 || major(version) < major(before) {
		return &failure{5, "Updates between multiple major versions and downgrades are unsupported."}
	}
	if err := c.cfg.change(config{"maintenance": true}); err != nil {
		return err
	}
	if _, err := c.store.Exec(`CREATE TABLE oc_upgraded_to_` + strings.ReplaceAll(version, ".", "_") + ` (since bigint)`); err != nil {
		return &failure{5, "Update failed: " + err.Error()}
	}
	fmt.Println("Update successful")
	return c.cfg.change(config{"maintenance": false, "version": version + ".0"})
}

func major(version string) (number int) {
	_, _ = fmt.Sscanf(version, "%d", &number)
	return number
}

// shippedApps are the directories of apps in the image.
func shippedApps() ([]string, error) {
	entries, err := os.ReadDir(code + "/apps")
	names := []string{}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names, err
}

func appList(c *call) error {
	names, err := shippedApps()
	if err != nil {
		return err
	}
	apps := map[string]map[string]any{"enabled": {}, "disabled": {}}
	for _, name := range names {
		enabled, err := c.store.appValue(name, "enabled")
		if err != nil {
			return err
		}
		kind := "disabled"
		if enabled == "yes" {
			kind = "enabled"
		}
		apps[kind][name] = map[string]string{"Path": code + "/apps/" + name}
	}
	return json.NewEncoder(os.Stdout).Encode(apps)
}

func appSwitch(c *call, value string) error {
	names, err := shippedApps()
	if err != nil {
		return err
	}
	if !slices.Contains(names, c.word(0)) {
		return refuse("No such app %s", c.word(0))
	}
	if value == "no" && slices.Contains([]string{"files", "dav", "federatedfilesharing"}, c.word(0)) {
		return errors.New(c.word(0) + " can't be disabled.")
	}
	return c.store.setAppValue(c.word(0), "enabled", value)
}

func appGet(c *call) error {
	value, err := c.store.appValue(c.word(0), c.word(1))
	if err != nil {
		return err
	}
	if value == "" {
		return &failure{1, ""}
	}
	fmt.Println(value)
	return nil
}
