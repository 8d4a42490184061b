<?php
// Sharing by a link, the one part of the interface that is played.
require dirname(__DIR__) . '/lib/base.php';
require dirname(__DIR__) . '/lib/sign-in.php';
require dirname(__DIR__) . '/lib/dav.php';
closedIfMaintained();
$user = basicAuth();
header('Content-Type: application/json');
$shares = str_ends_with((string)parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH), '/apps/files_sharing/api/v1/shares');
$place = placeOf($user, (string)($_POST['path'] ?? ''));
if (!$shares || $_SERVER['REQUEST_METHOD'] !== 'POST' || (int)($_POST['shareType'] ?? 0) !== 3 || !is_file($place)) {
    http_response_code(404);
    exit('{}');
}
$token = bin2hex(random_bytes(8));
$path = substr($place, strlen(OC::home($user)));
OC::query('INSERT INTO oc_share (share_type, uid_owner, uid_initiator, file_target, token) VALUES (3, ?, ?, ?, ?)', $user, $user, $path, $token);
echo json_encode(['ocs' => ['meta' => ['status' => 'ok'], 'data' => ['token' => $token, 'url' => OC::get('overwrite.cli.url') . "/s/$token"]]]);
