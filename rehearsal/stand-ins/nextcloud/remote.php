<?php
require __DIR__ . '/lib/base.php';
require __DIR__ . '/lib/sign-in.php';
require __DIR__ . '/lib/dav.php';
closedIfMaintained();
$user = basicAuth();
$path = (string)parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
foreach (["/remote.php/dav/files/$user", '/remote.php/webdav'] as $prefix) {
    if ($path === $prefix || str_starts_with($path, "$prefix/")) {
        http_response_code(dav($user, $prefix, substr($path, strlen($prefix))));
        exit;
    }
}
http_response_code(404);
