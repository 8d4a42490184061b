CREATE TABLE oc_users (uid varchar(64) PRIMARY KEY, uid_lower varchar(64) UNIQUE NOT NULL, password varchar(255) NOT NULL);
CREATE TABLE oc_group_user (gid varchar(64), uid varchar(64), PRIMARY KEY (gid, uid));
CREATE TABLE oc_preferences (userid varchar(64), appid varchar(32), configkey varchar(64), configvalue text, PRIMARY KEY (userid, appid, configkey));
CREATE TABLE oc_appconfig (appid varchar(32), configkey varchar(64), configvalue text, PRIMARY KEY (appid, configkey));
CREATE TABLE oc_filecache (fileid bigserial PRIMARY KEY, owner varchar(64) NOT NULL, path varchar(4000) NOT NULL, size bigint NOT NULL, mtime bigint NOT NULL, etag varchar(40) NOT NULL);
CREATE UNIQUE INDEX oc_filecache_path ON oc_filecache (owner, path);
CREATE TABLE oc_share (id bigserial PRIMARY KEY, share_type smallint NOT NULL, share_with varchar(255), uid_owner varchar(64) NOT NULL, uid_initiator varchar(64), file_target varchar(4000) NOT NULL, token varchar(32));
CREATE TABLE oc_bruteforce_attempts (id bigserial PRIMARY KEY, ip varchar(255) NOT NULL, occurred bigint NOT NULL)
