<?php
// What all entries share: settings, the database, accounts.
declare(strict_types=1);

final class OC
{
    public static string $SERVERROOT;
    public static string $configDir;
    /** @var array<string, mixed> */
    public static array $config = [];
    private static ?PDO $database = null;

    public static function init(): void
    {
        self::$SERVERROOT = dirname(__DIR__);
        self::$configDir = rtrim(getenv('NEXTCLOUD_CONFIG_DIR') ?: self::$SERVERROOT . '/config', '/');
        $files = [self::$configDir . '/config.php', ...(glob(self::$configDir . '/*.config.php') ?: [])];
        foreach ($files as $file) {
            $CONFIG = [];
            if (is_readable($file)) {
                include $file;
            }
            self::$config = array_merge(self::$config, $CONFIG);
        }
    }

    /** The environment goes before the files, as with the original. */
    public static function get(string $key, mixed $otherwise = null): mixed
    {
        $given = getenv("NC_$key");
        return $given !== false ? $given : self::$config[$key] ?? $otherwise;
    }

    /** What is logged at level 0 and no other. */
    public static function debug(string $message): void
    {
        if ((int)self::get('loglevel', 2) > 0) {
            return;
        }
        $line = json_encode(['app' => 'core', 'level' => 0, 'message' => $message]);
        if (self::get('log_type') === 'errorlog') {
            error_log("[nextcloud][core][0] $line");
        } else {
            file_put_contents(self::get('logfile'), "$line\n", FILE_APPEND);
        }
    }

    /** Writes everything into its own file, as the original does. */
    public static function set(string $key, mixed $value): void
    {
        self::$config[$key] = $value;
        file_put_contents(self::$configDir . '/config.php', "<?php\n\$CONFIG = " . var_export(self::$config, true) . ";\n", LOCK_EX);
    }

    /** @return array{0: string, 1: string} */
    public static function codeVersion(): array
    {
        include self::$SERVERROOT . '/version.php';
        return [implode('.', $OC_Version), $OC_VersionString];
    }

    public static function needsUpgrade(): bool
    {
        return self::get('installed', false) && self::get('version') !== self::codeVersion()[0];
    }

    public static function database(): PDO
    {
        if (self::$database === null) {
            $place = 'pgsql:host=' . self::get('dbhost') . ';dbname=' . self::get('dbname');
            self::$database = new PDO($place, self::get('dbuser'), self::get('dbpassword'));
            self::$database->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
        }
        return self::$database;
    }

    /** @return list<array<string, mixed>> */
    public static function query(string $sql, mixed ...$values): array
    {
        $statement = self::database()->prepare($sql);
        $statement->execute($values);
        return $statement->columnCount() > 0 ? $statement->fetchAll(PDO::FETCH_ASSOC) : [];
    }

    public static function appValue(string $app, string $key): ?string
    {
        return self::query('SELECT configvalue FROM oc_appconfig WHERE appid = ? AND configkey = ?', $app, $key)[0]['configvalue'] ?? null;
    }

    public static function setAppValue(string $app, string $key, string $value): void
    {
        self::query('INSERT INTO oc_appconfig VALUES (?, ?, ?) ON CONFLICT (appid, configkey) DO UPDATE SET configvalue = excluded.configvalue', $app, $key, $value);
    }

    public static function preference(string $user, string $app, string $key): ?string
    {
        return self::query('SELECT configvalue FROM oc_preferences WHERE userid = ? AND appid = ? AND configkey = ?', $user, $app, $key)[0]['configvalue'] ?? null;
    }

    public static function setPreference(string $user, string $app, string $key, string $value): void
    {
        self::query('INSERT INTO oc_preferences VALUES (?, ?, ?, ?) ON CONFLICT (userid, appid, configkey) DO UPDATE SET configvalue = excluded.configvalue', $user, $app, $key, $value);
    }

    public static function cache(): Redis
    {
        $redis = new Redis();
        ['host' => $host, 'port' => $port] = self::get('redis');
        $redis->connect($host, $port);
        return $redis;
    }

    /** Where somebody's files are. */
    public static function home(string $user): string
    {
        return self::get('datadirectory') . "/$user/files";
    }

    /** Bytes that somebody may keep, or none. */
    public static function quota(): ?int
    {
        $given = self::appValue('files', 'default_quota') ?? 'none';
        if (!preg_match('/^(\d+) (MB|GB|TB)$/', $given, $parts)) {
            return null;
        }
        return (int)$parts[1] * 1024 ** ['MB' => 2, 'GB' => 3, 'TB' => 4][$parts[2]];
    }
}

OC::init();
