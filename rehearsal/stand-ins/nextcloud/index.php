<?php
// Pages: the one to sign in on, the one behind it, and what a link leads to.
require __DIR__ . '/lib/base.php';
require __DIR__ . '/lib/sign-in.php';
require __DIR__ . '/lib/dav.php';
closedIfMaintained();
session_start(['cookie_httponly' => true, 'cookie_secure' => true, 'cookie_samesite' => 'Lax']);
$_SESSION['token'] ??= bin2hex(random_bytes(16));
$nonce = base64_encode(random_bytes(16));
header("Content-Security-Policy: default-src 'none'; script-src 'nonce-$nonce'; style-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'");
$path = $_SERVER['PATH_INFO'] ?? '';
$path = $path === '' ? (string)parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) : $path;
$page = fn (string $body): string => "<!DOCTYPE html><html lang=en><head data-requesttoken=\"{$_SESSION['token']}\"><title>Nextcloud (stand-in)</title></head><body><p>This is a stand-in for Nextcloud, made for a rehearsal.</p>$body</body></html>";

if (preg_match('#^/s/([0-9a-f]{16})(/download)?$#', $path, $parts)) {
    $share = OC::query('SELECT uid_owner, file_target FROM oc_share WHERE token = ?', $parts[1])[0] ?? null;
    if ($share === null) {
        http_response_code(404);
        exit($page('There is no such link'));
    }
    if (isset($parts[2])) {
        send(OC::home($share['uid_owner']) . $share['file_target'], true);
        exit;
    }
    exit($page('<a href="' . htmlspecialchars($path) . '/download">' . htmlspecialchars($share['file_target']) . '</a>'));
}
if ($path === '/login' && $_SERVER['REQUEST_METHOD'] === 'POST') {
    $right = hash_equals($_SESSION['token'], (string)($_POST['requesttoken'] ?? ''));
    $user = $right ? signIn((string)($_POST['user'] ?? ''), (string)($_POST['password'] ?? '')) : null;
    if ($user !== null) {
        session_regenerate_id(true);
        $_SESSION['user'] = $user;
    }
    header('Location: ' . OC::get('overwrite.cli.url') . ($user === null ? '/login' : '/apps/files/'), true, 303);
    exit;
}
if ($path === '/login') {
    exit($page('<form method=post action=/login><input name=user><input name=password type=password><button>Log in</button></form>'));
}
if (!isset($_SESSION['user'])) {
    header('Location: ' . OC::get('overwrite.cli.url') . '/login', true, 302);
    exit;
}
if (str_starts_with($path, '/apps/files')) {
    exit($page('Files of ' . htmlspecialchars($_SESSION['user'])));
}
if ($path === '/' || $path === '/index.php') {
    header('Location: ' . OC::get('overwrite.cli.url') . '/apps/files/', true, 302);
    exit;
}
http_response_code(404);
echo $page('Not found');
