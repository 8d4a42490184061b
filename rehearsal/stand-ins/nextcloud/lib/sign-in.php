<?php
// Who somebody is, and how often they may be wrong about it.
declare(strict_types=1);

const LONGEST_DELAY = 25000;

function attempts(int $seconds): int
{
    $since = time() - $seconds;
    return (int)OC::query('SELECT count(*) AS n FROM oc_bruteforce_attempts WHERE ip = ? AND occurred > ?', $_SERVER['REMOTE_ADDR'], $since)[0]['n'];
}

/** The account if the password is right. Whoever was wrong waits, longer each time. */
function signIn(string $name, string $password): ?string
{
    $before = attempts(12 * 3600);
    $delay = $before === 0 ? 0 : min(LONGEST_DELAY, 100 * 2 ** $before);
    if ($delay === LONGEST_DELAY && attempts(1800) > 10) {
        http_response_code(429);
        exit;
    }
    usleep((int)$delay * 1000);
    $row = OC::query('SELECT uid, password FROM oc_users WHERE uid_lower = ?', strtolower($name))[0] ?? null;
    if ($row !== null && OC::preference($row['uid'], 'core', 'enabled') === 'false') {
        // As the original does for programs.
        http_response_code(503);
        exit('Account disabled');
    }
    if ($row === null || !password_verify($password, $row['password'])) {
        OC::query('INSERT INTO oc_bruteforce_attempts (ip, occurred) VALUES (?, ?)', $_SERVER['REMOTE_ADDR'], time());
        return null;
    }
    OC::query('DELETE FROM oc_bruteforce_attempts WHERE ip = ?', $_SERVER['REMOTE_ADDR']);
    return $row['uid'];
}

/** For programs, which send the password each time. */
function basicAuth(): string
{
    $user = isset($_SERVER['PHP_AUTH_USER']) ? signIn($_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW'] ?? '') : null;
    if ($user === null) {
        http_response_code(401);
        header('WWW-Authenticate: Basic realm="Nextcloud", charset="UTF-8"');
        exit;
    }
    return $user;
}

/** Nobody works with documents that are being looked after. */
function closedIfMaintained(): void
{
    if (OC::get('maintenance', false) || OC::needsUpgrade()) {
        http_response_code(503);
        header('Retry-After: 120');
        echo 'This stand-in for Nextcloud is in maintenance mode';
        exit;
    }
}
