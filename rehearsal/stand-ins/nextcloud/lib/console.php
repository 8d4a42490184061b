<?php
// The commands of occ that this project uses.
declare(strict_types=1);
require __DIR__ . '/base.php';
require __DIR__ . '/mail.php';

if (PHP_SAPI !== 'cli' || posix_getuid() !== fileowner(OC::$configDir . '/config.php')) {
    fwrite(STDERR, "Console has to be executed with the user that owns the file config/config.php\n");
    exit(1);
}
$words = array_values(array_filter(array_slice($argv, 1), fn ($word) => !str_starts_with($word, '--')));
$options = [];
foreach (array_filter(array_slice($argv, 1), fn ($word) => str_starts_with($word, '--')) as $word) {
    [$name, $value] = explode('=', substr($word, 2), 2) + [1 => ''];
    $options[$name] = $value;
}
$command = array_shift($words) ?? '';

function stop(string $why, int $status = 1): never
{
    fwrite(STDERR, "$why\n");
    exit($status);
}

/** @return array<string, bool> */
function apps(): array
{
    $apps = [];
    foreach (array_diff(scandir(OC::$SERVERROOT . '/apps') ?: [], ['.', '..']) as $app) {
        $apps[$app] = OC::appValue($app, 'enabled') === 'yes';
    }
    return $apps;
}

function install(array $options): void
{
    if (OC::get('installed', false)) {
        stop('It is installed already');
    }
    if (!is_file(OC::$configDir . '/CAN_INSTALL')) {
        stop('There is no CAN_INSTALL beside the settings');
    }
    foreach (['type' => 'pgsql', 'host' => $options['database-host'], 'name' => $options['database-name'], 'user' => $options['database-user'], 'password' => ''] as $key => $value) {
        OC::set("db$key", $value);
    }
    foreach (explode(';', (string)file_get_contents(__DIR__ . '/schema.sql')) as $statement) {
        if (trim($statement) !== '') {
            OC::query($statement);
        }
    }
    $shipped = json_decode((string)file_get_contents(OC::$SERVERROOT . '/core/shipped.json'), true);
    foreach ([...$shipped['alwaysEnabled'], ...$shipped['defaultEnabled']] as $app) {
        OC::setAppValue($app, 'enabled', 'yes');
    }
    OC::set('instanceid', 'oc' . bin2hex(random_bytes(5)));
    OC::set('passwordsalt', bin2hex(random_bytes(15)));
    OC::set('secret', bin2hex(random_bytes(24)));
    OC::set('version', OC::codeVersion()[0]);
    file_put_contents(OC::get('datadirectory') . '/.ncdata', "# Nextcloud data directory\n");
    OC::set('installed', true);
    unlink(OC::$configDir . '/CAN_INSTALL');
}

function addUser(string $name, array $options): void
{
    if (!preg_match('/^[a-zA-Z0-9 _.@\'-]+$/', $name)) {
        stop('Only certain characters are allowed in an account name');
    }
    $password = isset($options['password-from-env']) ? (string)getenv('OC_PASS') : bin2hex(random_bytes(10));
    if (strlen($password) < 10) {
        stop('Password needs to be at least 10 characters long.');
    }
    OC::query('INSERT INTO oc_users (uid, uid_lower, password) VALUES (?, ?, ?)', $name, strtolower($name), password_hash($password, PASSWORD_DEFAULT));
    if (isset($options['group'])) {
        OC::query('INSERT INTO oc_group_user VALUES (?, ?)', $options['group'], $name);
    }
    if (isset($options['email'])) {
        OC::setPreference($name, 'settings', 'email', $options['email']);
        welcome($name);
    }
    echo "The account \"$name\" was created successfully\n";
}

/** Sets a value, or says which there are. */
function setting(string $name, string $app, ?string $key = null, ?string $value = null): void
{
    OC::query('SELECT 1 FROM oc_users WHERE uid = ?', $name) || stop("The user \"$name\" does not exist.");
    if ($key !== null && $value !== null) {
        OC::setPreference($name, $app, $key, $value);
        return;
    }
    foreach (OC::query('SELECT configkey, configvalue FROM oc_preferences WHERE userid = ? AND appid = ?', $name, $app) as $row) {
        echo "  - $row[configkey]: $row[configvalue]\n";
    }
}

/** As with the original, a mail server that is away or refuses is told to the log at level 0 and to nobody else. */
function welcome(string $name): void
{
    $email = OC::preference($name, 'settings', 'email');
    if ($email === null) {
        stop('User does not have an email address');
    }
    if (OC::get('mail_smtpmode') !== 'smtp') {
        return;
    }
    $subject = 'Your stand-in for Nextcloud account was created';
    try {
        sendMail($email, $subject, 'Choose a password: ' . OC::get('overwrite.cli.url') . "/lostpassword\n");
        OC::debug("Sent mail to \"$email\" with subject \"$subject\"");
    } catch (RuntimeException $why) {
        OC::debug("Sending mail to \"$email\" with subject \"$subject\" failed: {$why->getMessage()}");
    }
}

function upgrade(): void
{
    if (!OC::needsUpgrade()) {
        stop('Nextcloud is already latest version', 3);
    }
    [$from, $to] = [(int)OC::get('version'), (int)OC::codeVersion()[0]];
    if ($to > $from + 1 || version_compare(OC::codeVersion()[0], OC::get('version'), '<')) {
        stop('Updates between multiple major versions and downgrades are unsupported.');
    }
    OC::setAppValue('core', 'vendor', 'stand-in');
    OC::set('version', OC::codeVersion()[0]);
    echo "Update successful\n";
}

switch ($command) {
    case 'status':
        echo json_encode([
            'installed' => (bool)OC::get('installed', false),
            'version' => OC::codeVersion()[0],
            'versionstring' => OC::codeVersion()[1],
            'edition' => '',
            'maintenance' => (bool)OC::get('maintenance', false),
            'needsDbUpgrade' => OC::needsUpgrade(),
        ]), "\n";
        break;
    case 'maintenance:install':
        install($options);
        break;
    case 'upgrade':
        upgrade();
        break;
    case 'maintenance:mode':
        OC::set('maintenance', isset($options['on']));
        break;
    case 'db:add-missing-columns':
    case 'db:add-missing-indices':
    case 'db:add-missing-primary-keys':
    case 'maintenance:repair':
        break;
    case 'background:cron':
        OC::setAppValue('core', 'backgroundjobs_mode', 'cron');
        break;
    case 'app:list':
        $list = ['enabled' => [], 'disabled' => []];
        foreach (apps() as $app => $enabled) {
            $list[$enabled ? 'enabled' : 'disabled'][$app] = OC::codeVersion()[1];
        }
        echo json_encode($list), "\n";
        break;
    case 'app:enable':
    case 'app:disable':
        isset(apps()[$words[0]]) || stop("$words[0] is not there");
        OC::setAppValue($words[0], 'enabled', $command === 'app:enable' ? 'yes' : 'no');
        break;
    case 'config:app:get':
        $value = OC::appValue($words[0], $words[1]) ?? exit(1);
        echo "$value\n";
        break;
    case 'config:app:set':
        OC::setAppValue($words[0], $words[1], $options['value']);
        break;
    case 'user:add':
        addUser($words[0], $options);
        break;
    case 'user:welcome':
        welcome($words[0]);
        break;
    case 'user:enable':
    case 'user:disable':
        OC::setPreference($words[0], 'core', 'enabled', $command === 'user:enable' ? 'true' : 'false');
        break;
    case 'user:setting':
        setting(...$words);
        break;
    case 'security:bruteforce:attempts':
        $count = (int)OC::query('SELECT count(*) AS n FROM oc_bruteforce_attempts WHERE ip = ?', $words[0])[0]['n'];
        echo json_encode(['bypass-listed' => false, 'attempts' => $count, 'delay' => $count === 0 ? 0 : min(25000, 100 * 2 ** $count)]), "\n";
        break;
    case 'user:resetpassword':
        OC::query('UPDATE oc_users SET password = ? WHERE uid = ?', password_hash((string)getenv('OC_PASS'), PASSWORD_DEFAULT), $words[0]);
        break;
    default:
        stop("There is no command $command in this stand-in");
}
