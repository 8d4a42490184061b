package main

import (
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"

	_ "github.com/lib/pq"
	"golang.org/x/crypto/bcrypt"
)

// schema is the part of ownCloud's that is used, with its names.
const schema = `
CREATE TABLE oc_accounts (id bigserial PRIMARY KEY, user_id text UNIQUE NOT NULL, lower_user_id text UNIQUE NOT NULL, display_name text,
  email text, quota text, last_login bigint NOT NULL DEFAULT 0, backend text NOT NULL, home text NOT NULL, state smallint NOT NULL);
CREATE TABLE oc_users (uid text PRIMARY KEY, password text NOT NULL);
CREATE TABLE oc_groups (gid text PRIMARY KEY);
CREATE TABLE oc_group_user (gid text NOT NULL, uid text NOT NULL, PRIMARY KEY (gid, uid));
CREATE TABLE oc_appconfig (appid text NOT NULL, configkey text NOT NULL, configvalue text, PRIMARY KEY (appid, configkey));
CREATE TABLE oc_preferences (userid text NOT NULL, appid text NOT NULL, configkey text NOT NULL, configvalue text,
  PRIMARY KEY (userid, appid, configkey));
CREATE TABLE oc_filecache (fileid bigserial PRIMARY KEY, owner text NOT NULL, path text NOT NULL, size bigint NOT NULL, mtime bigint NOT NULL,
  etag text NOT NULL, UNIQUE (owner, path));
CREATE TABLE oc_share (id bigserial PRIMARY KEY, share_type smallint NOT NULL, share_with text, uid_owner text NOT NULL, uid_initiator text,
  file_target text NOT NULL, token text UNIQUE, stime bigint NOT NULL);
`

// store is the database of an installation.
type store struct {
	*sql.DB
	cfg config
}

func openStore(cfg config) (*store, error) {
	if cfg.text("dbtype") != "pgsql" {
		return nil, fmt.Errorf("the stand-in knows PostgreSQL only, not %q", cfg.text("dbtype"))
	}
	db, err := sql.Open("postgres", fmt.Sprintf("host='%s' dbname='%s' user='%s' password='%s' sslmode=disable",
		cfg.text("dbhost"), cfg.text("dbname"), cfg.text("dbuser"), cfg.text("dbpassword")))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(8)
	return &store{db, cfg}, db.Ping()
}

// one is the first column of the first row, "" without one.
func (s *store) one(query string, args ...any) (string, error) {
	var value sql.NullString
	err := s.QueryRow(query, args...).Scan(&value)
	if err == sql.ErrNoRows {
		return "", nil
	}
	return value.String, err
}

func (s *store) appValue(app, key string) (string, error) {
	return s.one(`SELECT configvalue FROM oc_appconfig WHERE appid = $1 AND configkey = $2`, app, key)
}

func (s *store) setAppValue(app, key, value string) error {
	_, err := s.Exec(`INSERT INTO oc_appconfig VALUES ($1, $2, $3) ON CONFLICT (appid, configkey) DO UPDATE SET configvalue = $3`, app, key, value)
	return err
}

func (s *store) exists(user string) bool {
	found, err := s.one(`SELECT user_id FROM oc_accounts WHERE lower_user_id = $1`, strings.ToLower(user))
	return err == nil && found != ""
}

func (s *store) addUser(user, password, email string) error {
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
	if err != nil {
		return err
	}
	tx, err := s.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec(`INSERT INTO oc_users VALUES ($1, $2)`, user, string(hash)); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO oc_accounts (user_id, lower_user_id, display_name, email, backend, home, state)
		VALUES ($1, $2, $1, NULLIF($3, ''), 'OC\User\Database', $4, 1)`,
		user, strings.ToLower(user), email, s.cfg.text("datadirectory")+"/"+user); err != nil {
		return err
	}
	return tx.Commit()
}

func (s *store) setPassword(user, password string) error {
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
	if err != nil {
		return err
	}
	_, err = s.Exec(`UPDATE oc_users SET password = $2 WHERE uid = $1`, user, string(hash))
	return err
}

func (s *store) isIn(user, group string) bool {
	found, err := s.one(`SELECT uid FROM oc_group_user WHERE gid = $2 AND uid = $1`, user, group)
	return err == nil && found != ""
}

// hashOf is the hash of somebody's password if they may sign in.
func (s *store) hashOf(user string) (string, error) {
	return s.one(`SELECT password FROM oc_users JOIN oc_accounts ON user_id = uid WHERE uid = $1 AND state = 1`, user)
}

func random(bytes int) string {
	value := make([]byte, bytes)
	_, _ = rand.Read(value)
	return hex.EncodeToString(value)
}
